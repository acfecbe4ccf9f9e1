package dev.lockstep.sync.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class WatchPausesTest {
    private final WatchPauses pauses =
            new WatchPauses(Duration.ofMillis(500), Duration.ofSeconds(5), Duration.ofSeconds(30));

    private List<Long> millis(int times, boolean began, Duration lived) {
        return Stream.generate(() -> pauses.after(began, lived).toMillis())
                .limit(times)
                .toList();
    }

    @Test
    void growWhileNoneCanBeBegun() {
        assertThat(millis(8, false, Duration.ofSeconds(20)))
                .containsExactly(500L, 1000L, 2000L, 4000L, 8000L, 16_000L, 30_000L, 30_000L);
    }

    @Test
    void growToAFewSecondsWhileTheyBreakAtOnce() {
        assertThat(millis(6, true, Duration.ofMillis(10))).containsExactly(500L, 1000L, 2000L, 4000L, 5000L, 5000L);
    }

    @Test
    void startOverAfterOneThatLived() {
        millis(6, false, Duration.ZERO);
        assertThat(millis(2, true, Duration.ofMinutes(3))).containsExactly(500L, 500L);
    }

    @Test
    void areAFewSecondsOnceOneCouldBeBegun() {
        millis(8, false, Duration.ZERO);
        assertThat(millis(1, true, Duration.ofSeconds(1))).containsExactly(5000L);
    }
}
