package dev.lockstep.sync.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.sync.engine.ResourceKey;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class WriteRateLimiterTest {
    private static final ResourceKey DB = new ResourceKey("ExternalSecret", "team", "db", "1");

    private long nanos = -7;
    private final WriteRateLimiter pace = new WriteRateLimiter(() -> nanos);

    @Test
    void letsASecondPassAfterAWriteAndForgetsWhatIsGone() {
        assertThat(pace.rest(DB)).isZero();
        pace.wrote(DB);
        nanos += Duration.ofMillis(400).toNanos();
        assertThat(pace.rest(DB)).isEqualTo(Duration.ofMillis(600));
        nanos += Duration.ofMillis(600).toNanos();
        assertThat(pace.rest(DB).isPositive()).isFalse();

        pace.wrote(DB);
        pace.forget(DB);
        assertThat(pace.rest(DB)).isZero();
    }
}
