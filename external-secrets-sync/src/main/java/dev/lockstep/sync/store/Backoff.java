package dev.lockstep.sync.store;

import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/// How long to wait after so many failures in a row: doubling from 1 s, and by chance up to half of it less, so that
/// those who failed together do not come back together.
final class Backoff {
    /// The longest wait that is usual, in nanoseconds.
    static final long MINUTE = TimeUnit.MINUTES.toNanos(1);

    private static final long FIRST = TimeUnit.SECONDS.toNanos(1);
    private static final int DOUBLINGS = 10;

    private final RandomGenerator random;

    Backoff(RandomGenerator random) {
        this.random = random;
    }

    /// @param failures in a row, from 1
    /// @param longest nanoseconds, as the result
    long after(int failures, long longest) {
        long whole = Math.min(longest, FIRST << Math.min(failures - 1, DOUBLINGS));
        return whole - random.nextLong(whole / 2);
    }
}
