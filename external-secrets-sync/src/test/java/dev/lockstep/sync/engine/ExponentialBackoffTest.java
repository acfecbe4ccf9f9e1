package dev.lockstep.sync.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// How long the waits of a row of failures are.
class ExponentialBackoffTest {
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
        assertThat(ExponentialBackoff.after(failures, Duration.ofSeconds(first), Duration.ofSeconds(longest)))
                .hasSeconds(wait);
    }
}
