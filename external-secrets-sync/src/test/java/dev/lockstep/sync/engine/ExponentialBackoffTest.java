package dev.lockstep.sync.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// How long the waits of a row of failures are.
class ExponentialBackoffTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @ParameterizedTest(name = "{0} failures, {1} s to {2} s: {3} s")
    @CsvSource({
        "-1, 1, 60, 1",
        "1, 1, 60, 1",
        "2, 1, 60, 2",
        "6, 1, 60, 32",
        "7, 1, 60, 60",
        "2147483647, 1, 60, 60",
        "9, 1, 300, 256",
        "10, 1, 300, 300",
        "1, 60, 60, 60",
        "2, 60, 60, 60",
    })
    void growsToTheLongest(int failures, int first, int longest, int wait) {
        var backoff = new ExponentialBackoff(Duration.ofSeconds(first), Duration.ofSeconds(longest));
        assertThat(backoff.after(failures)).hasSeconds(wait);
    }

    @ParameterizedTest(name = "jitter {0}, of which {1}: {2} ms instead of 4 s")
    @CsvSource({
        "0.5, 0, 4000",
        "0.5, 0.5, 5000",
        "0.5, 0.75, 5500",
        "-0.5, 0.5, 3000",
        "-0.25, 0.5, 3500",
        "0, 0.5, 4000",
    })
    void becomesLongerOrShorterByJitter(double jitter, double fraction, long millis) {
        assertThat(new ExponentialBackoff(SECOND, MINUTE, jitter).after(3, fraction))
                .hasMillis(millis);
    }

    @Test
    void addsJitterToTheLongestToo() {
        assertThat(new ExponentialBackoff(SECOND, MINUTE, 0.5).after(20, 0.5)).hasSeconds(75);
    }

    @Test
    void growsFromAWaitThatIsGiven() {
        var backoff = new ExponentialBackoff(SECOND, MINUTE, 0.5);
        assertThat(backoff.longer(Duration.ofSeconds(3))).hasSeconds(6);
        assertThat(backoff.longer(Duration.ofSeconds(45))).hasSeconds(60);
    }
}
