package dev.lockstep.sync.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ByteBudgetTest {
    private final ByteBudget budget = new ByteBudget(100, 60);

    @Test
    void noTenantTakesWhatIsForTheOthers() {
        try (var one = budget.share("one");
                var other = budget.share("one");
                var second = budget.share("two")) {
            assertThat(one.take(40)).isTrue();
            assertThat(other.take(21)).isFalse();
            assertThat(other.take(20)).isTrue();
            assertThat(second.take(41)).isFalse();
            assertThat(second.take(40)).isTrue();
            assertThat(second.bytes()).isEqualTo(40);
        }
        try (var all = budget.share("one")) {
            assertThat(all.take(60)).isTrue();
        }
    }

    @Test
    void waitsUntilOthersAreDone() throws Exception {
        var one = budget.share("one");
        one.take(60);
        var waiting = new boolean[1];
        var thread = Thread.ofVirtual().start(() -> {
            try (var next = budget.share("one")) {
                waiting[0] = next.await(50, Duration.ofSeconds(20));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        one.close();
        thread.join();
        assertThat(waiting[0]).isTrue();
    }

    @Test
    void waitsNotForWhatCanNeverBe() throws Exception {
        try (var share = budget.share("one")) {
            assertThat(share.await(61, Duration.ofDays(1))).isFalse();
            share.take(60);
            try (var late = budget.share("one")) {
                assertThat(late.await(1, Duration.ofMillis(1))).isFalse();
            }
        }
    }

    @Test
    void aClosedShareTakesNothing() {
        var share = budget.share("one");
        share.close();
        assertThat(share.take(1)).isFalse();
    }
}
