package dev.lockstep.sync.engine;

import java.time.Duration;

/// Computes the wait after failures of a resource: twice as long each time, from a second on, and never for good. What
/// only a change can heal is looked at more and more rarely, in case the change was not noticed.
final class Backoff {
    static final Duration LONGEST = Duration.ofMinutes(5);
    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration LONGEST_FOR_TIME = Duration.ofMinutes(1);
    private static final Duration LONGEST_SHARED = Duration.ofSeconds(10);

    /// From here on the wait does not grow: 2⁹ seconds are more than [#LONGEST].
    static final int MOST_FAILURES = 10;

    private Backoff() {}

    /// @param failures in a row, this one included
    /// @param fraction below one: how much of the jitter, a fifth, is taken off
    static Duration after(int failures, Cause.Remedy remedy, double fraction) {
        var longest = switch (remedy) {
            case TIME -> LONGEST_FOR_TIME;
            case CHANGE -> LONGEST;
        };
        long millis = ExponentialBackoff.after(failures, FIRST, longest).toMillis();
        return Duration.ofMillis(millis - (long) (millis / 5.0 * fraction));
    }

    /// How old an answer may be that a retry accepts from another consumer's: never that of the failure before.
    static Duration shared(int failures) {
        return ExponentialBackoff.after(failures, FIRST.dividedBy(2), LONGEST_SHARED);
    }
}
