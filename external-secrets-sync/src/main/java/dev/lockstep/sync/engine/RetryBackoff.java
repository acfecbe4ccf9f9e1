package dev.lockstep.sync.engine;

import java.time.Duration;
import java.time.temporal.ChronoUnit;

/// Computes the wait after failures of a resource: never for good, since a change that would heal it may go unnoticed.
final class RetryBackoff {
    static final Duration LONGEST = Duration.ofMinutes(5);

    /// From here on the wait does not grow: 2⁹ seconds are more than [#LONGEST].
    static final int MOST_FAILURES = 10;

    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final double JITTER = -0.2;

    /// For what time heals.
    private static final ExponentialBackoff TIME = new ExponentialBackoff(FIRST, Duration.ofMinutes(1), JITTER);

    /// For what only a change heals.
    private static final ExponentialBackoff CHANGE = new ExponentialBackoff(FIRST, LONGEST, JITTER);

    private static final ExponentialBackoff SHARED = new ExponentialBackoff(FIRST.dividedBy(2), Duration.ofSeconds(10));

    private RetryBackoff() {}

    /// @param failures in a row, this one included
    /// @param fraction of the jitter, below one
    static Duration after(int failures, Cause.Remedy remedy, double fraction) {
        var backoff = switch (remedy) {
            case TIME -> TIME;
            case CHANGE -> CHANGE;
        };
        return backoff.after(failures, fraction).truncatedTo(ChronoUnit.MILLIS);
    }

    /// How old an answer may be that a retry accepts from another consumer's: never that of the failure before.
    static Duration shared(int failures) {
        return SHARED.after(failures);
    }
}
