package dev.lockstep.sync.engine;

import java.time.Duration;

/// Waits that grow while something fails: each twice as long as the one before, up to a longest one.
public final class ExponentialBackoff {
    private ExponentialBackoff() {}

    /// The wait after so many failures in a row.
    ///
    /// @param failures from 1 on; what is below counts as 1
    /// @param first the wait after the first of them, at most `longest`
    public static Duration after(int failures, Duration first, Duration longest) {
        var wait = first;
        for (int failure = 1; failure < failures && wait.compareTo(longest) < 0; failure++) {
            wait = longer(wait, longest);
        }
        return wait;
    }

    /// The wait after another one that was in vain.
    public static Duration longer(Duration wait, Duration longest) {
        var twice = wait.multipliedBy(2);
        return twice.compareTo(longest) < 0 ? twice : longest;
    }
}
