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
        try (var alarms = new RequeueTimer<String>(woken::add)) {
            alarms.set("a", Duration.ofDays(1));
            alarms.set("b", Duration.ofDays(1));
            alarms.set("a", Duration.ZERO);
            assertThat(woken.poll(10, TimeUnit.SECONDS)).isEqualTo("a");

            alarms.set("c", Duration.ofMillis(20));
            alarms.cancel("c");
            alarms.set("d", Duration.ofMillis(40));
            assertThat(woken.poll(10, TimeUnit.SECONDS)).isEqualTo("d");
            assertThat(woken).isEmpty();
        }
    }
}
