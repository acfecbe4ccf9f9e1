package dev.lockstep.sync.store;

import java.time.Duration;
import java.time.Instant;
import java.util.PriorityQueue;
import java.util.function.Supplier;

/// Time that passes only when a test lets it. Work is done at the moment of its start, and its end comes after a time
/// that the test sets, or when it is interrupted; all on the test's thread.
final class VirtualTimeline implements Scheduler {
    static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private record Event(long at, long order, Runnable task) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            return at != other.at ? Long.compare(at, other.at) : Long.compare(order, other.order);
        }
    }

    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private final long origin;
    private long passed;
    private long order;
    private Duration shift = Duration.ZERO;
    private Duration latency = Duration.ofMillis(5);
    private boolean deaf;

    /// @param origin where the nanoseconds count from, for those that overflow
    VirtualTimeline(long origin) {
        this.origin = origin;
    }

    VirtualTimeline() {
        this(0);
    }

    /// How long work takes from now on.
    void latency(Duration latency) {
        this.latency = latency;
    }

    /// Sets the clock, which measured time does not follow.
    void shift(Duration shift) {
        this.shift = shift;
    }

    /// Work does not heed interrupts from now on.
    void deaf() {
        deaf = true;
    }

    @Override
    public Instant now() {
        return START.plusNanos(passed).plus(shift);
    }

    @Override
    public long nanos() {
        return origin + passed;
    }

    @Override
    public void after(long nanos, Runnable task) {
        events.add(new Event(passed + Math.max(0, nanos), order++, task));
    }

    void after(Duration delay, Runnable task) {
        after(delay.toNanos(), task);
    }

    @Override
    public Runnable start(Supplier<Runnable> work) {
        var end = new Runnable() {
            private Runnable left = work.get();

            @Override
            public void run() {
                var due = left;
                left = () -> {};
                due.run();
            }
        };
        after(latency, end);
        return deaf ? () -> {} : () -> after(0, end);
    }

    /// Lets time pass, and all happen that is due by then.
    void pass(Duration time) {
        long until = passed + time.toNanos();
        while (!events.isEmpty() && events.peek().at() <= until) {
            var event = events.poll();
            passed = event.at();
            event.task().run();
        }
        passed = until;
    }
}
