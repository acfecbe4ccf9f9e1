package dev.lockstep.sync.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.sync.engine.Cause;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class GraceTest {
    private Duration now = Duration.ofHours(1);
    private final Grace<String> grace = new Grace<>(() -> now.toNanos());

    @Test
    void holdsBackForAMomentThatSomethingIsMissing() {
        assertThat(grace.left("a", Cause.STORE_NOT_FOUND)).isEqualTo(Grace.LENGTH);
        now = now.plusMillis(500);
        assertThat(grace.left("a", Cause.CREDENTIAL_MISSING)).isEqualTo(Grace.LENGTH.minusMillis(500));
        now = now.plus(Grace.LENGTH);
        assertThat(grace.left("a", Cause.STORE_NOT_FOUND)).isZero();
    }

    @Test
    void beginsAnewAfterASuccess() {
        grace.left("a", Cause.STORE_NOT_FOUND);
        now = now.plusMillis(1_500);
        assertThat(grace.left("a", null)).isZero();
        assertThat(grace.left("a", Cause.TARGET_MISSING)).isEqualTo(Grace.LENGTH);
    }

    @Test
    void tellsAtOnceWhatNoOtherObjectWillMend() {
        assertThat(grace.left("a", Cause.AUTH_FAILED)).isZero();
        assertThat(grace.left("a", Cause.STORE_INVALID)).isZero();
    }
}
