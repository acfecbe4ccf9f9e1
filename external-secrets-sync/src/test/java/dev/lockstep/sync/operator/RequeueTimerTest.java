package dev.lockstep.sync.operator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RequeueTimerTest {
    private final LinkedBlockingQueue<String> woken = new LinkedBlockingQueue<>();

    @Test
    void wakesEachOnceAtTheTimeThatWasSetLast() throws Exception {
        try (var timer = new RequeueTimer<String>(woken::add)) {
            timer.set("a", Duration.ofDays(1));
            timer.set("b", Duration.ofDays(1));
            timer.set("a", Duration.ZERO);
            assertThat(woken.poll(10, TimeUnit.SECONDS)).isEqualTo("a");

            timer.set("c", Duration.ofMillis(20));
            timer.cancel("c");
            timer.set("d", Duration.ofMillis(40));
            assertThat(woken.poll(10, TimeUnit.SECONDS)).isEqualTo("d");
            assertThat(woken).isEmpty();
        }
    }
}
