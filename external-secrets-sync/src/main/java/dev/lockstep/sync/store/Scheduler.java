package dev.lockstep.sync.store;

import java.time.Instant;
import java.util.function.Supplier;

/// Provides time and threads to the gateway; virtual ones in tests.
interface Scheduler extends AutoCloseable {
    /// The time of the day, for what others are told.
    Instant now();

    /// Nanoseconds since some moment, for measuring; no change of the clock moves it.
    long nanos();

    /// Runs a short task later; never after the close.
    void after(long nanos, Runnable task);

    /// Runs work that may block on a thread of its own, and then the end that it gives.
    ///
    /// @return interrupts the work
    Runnable start(Supplier<Runnable> work);

    @Override
    default void close() {}
}
