package dev.lockstep.sync.operator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class LeaseFenceTest {
    private long nanos = -5;
    private Instant now = Instant.parse("2026-11-24T00:00:00Z");
    private final LeaseFence fence = new LeaseFence(Duration.ofSeconds(7), () -> nanos, () -> now);

    private void pass(Duration time) {
        nanos += time.toNanos();
        now = now.plus(time);
    }

    @Test
    void isClosedBeforeTheFirstRenewal() {
        assertThat(fence.isOpen()).isFalse();
    }

    @Test
    void countsFromTheBeginOfTheRenewalNotFromItsEnd() {
        var begun = fence.start();
        pass(Duration.ofSeconds(5));
        fence.renewed(begun);

        assertThat(fence.isOpen()).isTrue();
        pass(Duration.ofSeconds(2));
        assertThat(fence.isOpen()).isFalse();
    }

    @Test
    void isClosedAfterAPauseOfTheProcess() {
        fence.renewed(fence.start());
        pass(Duration.ofSeconds(60));
        assertThat(fence.isOpen()).isFalse();

        fence.renewed(fence.start());
        assertThat(fence.isOpen()).isTrue();
    }

    @Test
    void isClosedAfterTheMachineSleptAndOnlyTheWallClockWentOn() {
        fence.renewed(fence.start());
        now = now.plusSeconds(60);
        assertThat(fence.isOpen()).isFalse();
    }

    @Test
    void isNotHeldOpenByAClockThatIsSetBack() {
        fence.renewed(fence.start());
        now = now.minus(Duration.ofDays(1));
        assertThat(fence.isOpen()).isTrue();
        nanos += Duration.ofSeconds(7).toNanos();
        assertThat(fence.isOpen()).isFalse();
    }
}
