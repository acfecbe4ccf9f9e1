package dev.lockstep.sync.store;

import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// Provides real time and threads. Work runs on virtual threads, short tasks on one thread that does not keep the
/// process alive.
final class SystemScheduler implements Scheduler {
    private final InstantSource clock;
    private final LongSupplier nanos;
    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(
            1,
            Thread.ofPlatform().daemon().name("store-gateway-timer").factory(),
            new ThreadPoolExecutor.DiscardPolicy());

    SystemScheduler(InstantSource clock) {
        this(clock, System::nanoTime);
    }

    /// @param nanos as [#nanos()]
    SystemScheduler(InstantSource clock, LongSupplier nanos) {
        this.clock = clock;
        this.nanos = nanos;
    }

    @Override
    public Instant now() {
        return clock.instant();
    }

    @Override
    public long nanos() {
        return nanos.getAsLong();
    }

    @Override
    public void after(long nanos, Runnable task) {
        timer.schedule(task, nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public Runnable start(Supplier<Runnable> work) {
        return Thread.ofVirtual().name("store-request").start(() -> work.get().run())::interrupt;
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
