package dev.lockstep.sync.operator;

import java.time.Duration;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/// Tells right before a write whether this process may still write: only for a while after its last renewal of the
/// Lease. A process that was paused finds the fence closed when it wakes, before anybody has told it of its loss.
///
/// The while is shorter than the Lease lasts, so that a write that began in time ends in time. Both clocks are asked:
/// the monotonic one stands still while a machine sleeps, the other one may be set.
final class WriteFence {
    private final Duration validity;
    private final LongSupplier nanos;
    private final InstantSource clock;
    private volatile Renewal renewal = Renewal.NONE;

    /// @param nanos the monotonic clock
    WriteFence(Duration validity, LongSupplier nanos, InstantSource clock) {
        this.validity = validity;
        this.nanos = nanos;
        this.clock = clock;
    }

    /// One that stands open until it is closed: for a process without leader election.
    static WriteFence alwaysOpen() {
        var fence = new WriteFence(Duration.ofMillis(Long.MAX_VALUE / 2), () -> 0, () -> java.time.Instant.EPOCH);
        fence.renewed(fence.mark());
        return fence;
    }

    private record Renewal(boolean valid, long nanos, long millis) {
        static final Renewal NONE = new Renewal(false, 0, 0);
    }

    /// The moment before a renewal is sent; what it grants counts from there.
    Mark mark() {
        return new Mark(nanos.getAsLong(), clock.millis());
    }

    record Mark(long nanos, long millis) {}

    /// A renewal that was begun at the mark has succeeded.
    void renewed(Mark begun) {
        renewal = new Renewal(true, begun.nanos(), begun.millis());
    }

    /// Closes until the next renewal.
    void close() {
        renewal = Renewal.NONE;
    }

    boolean open() {
        var last = renewal;
        long elapsed = Math.max((nanos.getAsLong() - last.nanos()) / 1_000_000, clock.millis() - last.millis());
        return last.valid() && elapsed < validity.toMillis();
    }
}
