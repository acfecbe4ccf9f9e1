package dev.lockstep.sync.engine;

import java.time.Duration;

/// Computes waits that double with each failure in a row.
///
/// @param first the wait after the first failure, at most `longest`
/// @param longest the wait that all later ones have
/// @param jitter the part of a wait by which it changes at most, negative if it becomes shorter: those who failed
/// together do not come back together
public record ExponentialBackoff(Duration first, Duration longest, double jitter) {
    /// One without jitter.
    public ExponentialBackoff(Duration first, Duration longest) {
        this(first, longest, 0);
    }

    /// The wait after so many failures in a row, without jitter.
    ///
    /// @param failures from 1 on; what is below counts as 1
    public Duration after(int failures) {
        var wait = first;
        for (int failure = 1; failure < failures && wait.compareTo(longest) < 0; failure++) {
            wait = longer(wait);
        }
        return wait;
    }

    /// The same with jitter.
    ///
    /// @param fraction of the jitter, below one
    public Duration after(int failures, double fraction) {
        return jittered(after(failures), fraction);
    }

    /// The wait after another one that was in vain, without jitter.
    public Duration longer(Duration wait) {
        var twice = wait.multipliedBy(2);
        return twice.compareTo(longest) < 0 ? twice : longest;
    }

    /// A wait with jitter.
    ///
    /// @param fraction of the jitter, below one
    public Duration jittered(Duration wait, double fraction) {
        return wait.plusNanos((long) (wait.toNanos() * jitter * fraction));
    }
}
