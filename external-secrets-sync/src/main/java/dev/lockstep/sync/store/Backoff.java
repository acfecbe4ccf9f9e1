package dev.lockstep.sync.store;

import dev.lockstep.sync.engine.ExponentialBackoff;
import java.time.Duration;
import java.util.random.RandomGenerator;

/// Computes the wait before a failed read is repeated: doubling from 1 s, and by chance up to half of it less, so that
/// those who failed together do not come back together.
final class Backoff {
    /// The longest wait that is usual.
    static final Duration MINUTE = Duration.ofMinutes(1);

    private static final Duration FIRST = Duration.ofSeconds(1);

    private final RandomGenerator random;

    Backoff(RandomGenerator random) {
        this.random = random;
    }

    /// @param failures in a row, from 1
    /// @return nanoseconds
    long after(int failures, Duration longest) {
        long whole = ExponentialBackoff.after(failures, FIRST, longest).toNanos();
        return whole - random.nextLong(whole / 2);
    }
}
