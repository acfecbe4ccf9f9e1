package dev.lockstep.sync.api;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Durations as Go's `time.ParseDuration` reads them: `1h30m`, `1.5s`, `-2m`, `0`.
public final class GoDuration {
    private static final Pattern WHOLE = Pattern.compile("[-+]?(0|((\\d+(\\.\\d*)?|\\.\\d+)(ns|us|µs|μs|ms|s|m|h))+)");
    private static final Pattern PART = Pattern.compile("(\\d+(?:\\.\\d*)?|\\.\\d+)([a-zµμ]+)");
    private static final Map<String, Long> NANOSECONDS = Map.of(
            "ns", 1L,
            "us", 1_000L,
            "µs", 1_000L,
            "μs", 1_000L,
            "ms", 1_000_000L,
            "s", 1_000_000_000L,
            "m", 60_000_000_000L,
            "h", 3_600_000_000_000L);

    /// Whoever writes more than this means no time.
    private static final int LONGEST_TEXT = 100;

    private static final BigDecimal MOST = BigDecimal.valueOf(Long.MAX_VALUE);

    private GoDuration() {}

    /// @return null if the text is none, or one beyond the 292 years that Go can hold
    public static @Nullable Duration parse(String text) {
        if (text.length() > LONGEST_TEXT || !WHOLE.matcher(text).matches()) {
            return null;
        }
        var sum = BigDecimal.ZERO;
        for (var part = PART.matcher(text); part.find(); ) {
            long unit = NANOSECONDS.get(part.group(2));
            sum = sum.add(new BigDecimal(part.group(1))
                    .multiply(BigDecimal.valueOf(unit))
                    .setScale(0, RoundingMode.DOWN));
        }
        if (sum.compareTo(MOST) > 0) {
            return null;
        }
        var duration = Duration.ofNanos(sum.longValueExact());
        return text.startsWith("-") ? duration.negated() : duration;
    }
}
