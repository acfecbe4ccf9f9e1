package dev.lockstep.sync.agent;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/// Writes times as people say them: how long ago, in how long.
final class Ages {
    /// Beyond it, sums of times have an end.
    private static final int LAST_YEAR = 9999;

    private Ages() {}

    /// @param text RFC 3339
    /// @return null if it is no time
    static @Nullable Instant instant(String text) {
        try {
            var time = OffsetDateTime.parse(text);
            return Math.abs(time.getYear()) > LAST_YEAR ? null : time.toInstant();
        } catch (DateTimeException e) {
            return null;
        }
    }

    /// How long ago a time is, in the largest unit that says enough; empty if it is no time.
    static String ago(String time, Instant now) {
        var instant = instant(time);
        return instant == null ? "" : ago(instant, now);
    }

    static String ago(Instant time, Instant now) {
        return length(Math.max(0, Duration.between(time, now).toSeconds())) + " ago";
    }

    /// In how long a time is; `now` if it is over.
    static String in(Instant time, Instant now) {
        long seconds = Duration.between(now, time).toSeconds();
        return seconds <= 0 ? "now" : "in " + length(seconds);
    }

    private static String length(long seconds) {
        if (seconds < 120) {
            return seconds + " s";
        }
        if (seconds < 7200) {
            return seconds / 60 + " min";
        }
        return seconds < 172_800 ? seconds / 3600 + " h" : seconds / 86_400 + " days";
    }
}
