package dev.lockstep.sync.operator;

import dev.lockstep.sync.sink.WriteFence;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/// Closes some time after the last renewal of the Lease, so that only the leader writes. A process that was paused
/// finds it closed when it continues, before any notice of the lost Lease.
///
/// The time is shorter than the Lease lasts, so a write that starts in time also ends in time. Both clocks count: the
/// monotonic one stops while a machine sleeps, the other one may be set.
final class LeaseFence implements WriteFence {
    private final Duration validity;
    private final LongSupplier nanos;
    private final InstantSource clock;
    private volatile Renewal renewal = Renewal.NONE;

    /// @param nanos the monotonic clock
    LeaseFence(Duration validity, LongSupplier nanos, InstantSource clock) {
        this.validity = validity;
        this.nanos = nanos;
        this.clock = clock;
    }

    private record Renewal(boolean valid, long nanos, long millis) {
        static final Renewal NONE = new Renewal(false, 0, 0);
    }

    /// The moment before a renewal is sent; what it grants counts from there.
    Start start() {
        return new Start(nanos.getAsLong(), clock.millis());
    }

    record Start(long nanos, long millis) {}

    /// A renewal that began at `begun` has succeeded.
    void renewed(Start begun) {
        renewal = new Renewal(true, begun.nanos(), begun.millis());
    }

    /// Closes until the next renewal.
    void close() {
        renewal = Renewal.NONE;
    }

    @Override
    public boolean isOpen() {
        var last = renewal;
        long elapsed = Math.max((nanos.getAsLong() - last.nanos()) / 1_000_000, clock.millis() - last.millis());
        return last.valid() && elapsed < validity.toMillis();
    }
}
