package dev.lockstep.sync.operator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class InFlightReconcilesTest {
    private final AtomicLong nanos = new AtomicLong();
    private final InFlightReconciles passes = new InFlightReconciles(nanos::get);

    @Test
    void tellsForHowLongTheOldestGoesOn() {
        passes.begin("a");
        nanos.addAndGet(Duration.ofSeconds(3).toNanos());
        passes.begin("b");
        assertThat(passes.oldest()).isEqualTo(Duration.ofSeconds(3));
        passes.end("a");
        assertThat(passes.oldest()).isZero();
    }

    @Test
    void waitsForThoseThatGoOnAndLetsNoOtherBegin() throws Exception {
        passes.begin("a");
        var ending = Thread.startVirtualThread(() -> {
            while (passes.begin("probe")) {
                passes.end("probe");
                Thread.onSpinWait();
            }
            passes.end("a");
        });
        assertThat(passes.drain(Duration.ofSeconds(30))).isTrue();
        ending.join();
        assertThat(passes.begin("b")).isFalse();
    }

    @Test
    void doesNotWaitForEver() throws Exception {
        passes.begin("a");
        assertThat(passes.drain(Duration.ofMillis(1))).isFalse();
        assertThat(passes.count()).isEqualTo(1);
    }
}
