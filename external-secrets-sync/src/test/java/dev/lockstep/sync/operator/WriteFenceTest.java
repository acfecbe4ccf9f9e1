package dev.lockstep.sync.operator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class WriteFenceTest {
    private long nanos = -5;
    private Instant now = Instant.parse("2026-11-24T00:00:00Z");
    private final WriteFence fence = new WriteFence(Duration.ofSeconds(7), () -> nanos, () -> now);

    private void pass(Duration time) {
        nanos += time.toNanos();
        now = now.plus(time);
    }

    @Test
    void isClosedBeforeTheFirstRenewal() {
        assertThat(fence.open()).isFalse();
    }

    @Test
    void countsFromTheBeginOfTheRenewalNotFromItsEnd() {
        var begun = fence.mark();
        pass(Duration.ofSeconds(5));
        fence.renewed(begun);

        assertThat(fence.open()).isTrue();
        pass(Duration.ofSeconds(2));
        assertThat(fence.open()).isFalse();
    }

    @Test
    void isClosedAfterAPauseOfTheProcess() {
        fence.renewed(fence.mark());
        pass(Duration.ofSeconds(60));
        assertThat(fence.open()).isFalse();

        fence.renewed(fence.mark());
        assertThat(fence.open()).isTrue();
    }

    @Test
    void isClosedAfterTheMachineSleptAndOnlyTheWallClockWentOn() {
        fence.renewed(fence.mark());
        now = now.plusSeconds(60);
        assertThat(fence.open()).isFalse();
    }

    @Test
    void isNotHeldOpenByAClockThatIsSetBack() {
        fence.renewed(fence.mark());
        now = now.minus(Duration.ofDays(1));
        assertThat(fence.open()).isTrue();
        nanos += Duration.ofSeconds(7).toNanos();
        assertThat(fence.open()).isFalse();
    }

    @Test
    void staysOpenForAProcessWithoutElectionUntilItIsClosed() {
        var always = WriteFence.alwaysOpen();
        assertThat(always.open()).isTrue();
        always.close();
        assertThat(always.open()).isFalse();
    }
}
