package dev.lockstep.sync.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.sync.engine.ResourceKey;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class WriteRateLimiterTest {
    private static final ResourceKey DB = new ResourceKey("ExternalSecret", "team", "db", "1");

    private long nanos = -7;
    private final WriteRateLimiter writeRate = new WriteRateLimiter(() -> nanos);

    @Test
    void letsASecondPassAfterAWriteAndForgetsWhatIsGone() {
        assertThat(writeRate.rest(DB)).isZero();
        writeRate.wrote(DB);
        nanos += Duration.ofMillis(400).toNanos();
        assertThat(writeRate.rest(DB)).isEqualTo(Duration.ofMillis(600));
        nanos += Duration.ofMillis(600).toNanos();
        assertThat(writeRate.rest(DB).isPositive()).isFalse();

        writeRate.wrote(DB);
        writeRate.forget(DB);
        assertThat(writeRate.rest(DB)).isZero();
    }
}
