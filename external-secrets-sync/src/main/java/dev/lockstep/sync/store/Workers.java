package dev.lockstep.sync.store;

import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Runs the requests of one service, each on a thread of its own and for a limited time. One that does not heed its
/// deadline keeps its place until it ends, so that the threads stay as few as allowed.
final class Workers {
    private final GatewayState context;
    private final Runnable freed;
    private final Set<Runnable> interrupts = new HashSet<>();
    private int running;

    /// @param freed called whenever there is a place again
    Workers(GatewayState context, Runnable freed) {
        this.context = context;
        this.freed = freed;
    }

    boolean areFull() {
        return running >= context.limits().concurrency();
    }

    boolean areIdle() {
        return running == 0;
    }

    /// @param late what counts for the result when the time is over
    /// @param end gets the one or the other, once
    /// @param waste gets a result that came too late
    <T> void run(Supplier<T> work, T late, Consumer<T> end, Consumer<T> waste) {
        running++;
        var job = new Job<>(late, end, waste);
        job.interrupt = context.scheduler().start(() -> job.result(work));
        interrupts.add(job.interrupt);
        context.after(context.limits().deadline().toNanos(), job::giveUp);
    }

    void interrupt() {
        interrupts.forEach(Runnable::run);
    }

    private final class Job<T> {
        private final T late;
        private final Consumer<T> end;
        private final Consumer<T> waste;
        private Runnable interrupt = () -> {};
        private boolean ended;

        Job(T late, Consumer<T> end, Consumer<T> waste) {
            this.late = late;
            this.end = end;
            this.waste = waste;
        }

        Runnable result(Supplier<T> work) {
            try {
                var result = work.get();
                return () -> context.executor().run(() -> done(result));
            } catch (OutOfMemoryError e) {
                return () -> {
                    context.executor().run(() -> done(late));
                    throw e;
                };
            }
        }

        private void done(T result) {
            running--;
            interrupts.remove(interrupt);
            if (ended) {
                waste.accept(result);
            } else {
                ended = true;
                end.accept(result);
            }
            freed.run();
        }

        private void giveUp() {
            if (!ended) {
                ended = true;
                interrupt.run();
                end.accept(late);
            }
        }
    }
}
