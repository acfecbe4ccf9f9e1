package dev.lockstep.sync.store;

import static dev.lockstep.sync.store.GatewayWorld.at;
import static dev.lockstep.sync.store.GatewayWorld.subject;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.sync.engine.Cause;
import dev.lockstep.sync.engine.Due.Why;
import dev.lockstep.sync.store.GatewayWorld.Got;
import dev.lockstep.sync.store.GatewayWorld.News;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/// Who shares which read, and who is told of what.
class SharedAnswersTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration INTERVAL = Duration.ofSeconds(30);

    private final GatewayWorld world = new GatewayWorld();
    private final VirtualTimeline time = world.time;
    private final TimedStore vault = world.service("vault").holding("db", "v1");

    @Test
    void aThousandConsumersOfOneKeyCostOneReadAnInterval() {
        Map<String, Got> last = new HashMap<>();
        for (int i = 0; i < 1000; i++) {
            everyInterval("es" + i, INTERVAL.multipliedBy(i).dividedBy(1000), last);
        }
        world.also = (consumers, change) -> consumers.forEach(
                consumer -> world.ask(consumer.name(), "vault", "db", Why.SOURCE_CHANGED, change.readAt())
                        .thenAccept(got -> last.put(consumer.name(), got)));
        time.pass(INTERVAL.multipliedBy(60));
        vault.holding("db", "v2");
        for (int second = 0; second < 60 * 30; second++) {
            time.pass(SECOND);
            if (second > INTERVAL.toSeconds()) {
                var oldest = time.now().minus(INTERVAL.multipliedBy(2));
                assertThat(last.values()).extracting(Got::result).hasSize(1000).containsOnly("v2");
                assertThat(last.values()).extracting(Got::readAt).noneMatch(oldest::isAfter);
            }
        }
        assertThat(vault.reads()).isBetween(119, 121);
    }

    private void everyInterval(String consumer, Duration phase, Map<String, Got> last) {
        time.after(phase, () -> {
            world.ask(consumer, "vault", "db", Why.INTERVAL, time.now().minus(INTERVAL))
                    .thenAccept(got -> last.put(consumer, got));
            everyInterval(consumer, INTERVAL, last);
        });
    }

    @Test
    void whoeverComesWhileAReadIsUnderWaySharesItIfItIsLateEnough() {
        time.latency(Duration.ofSeconds(5));
        var began = time.now();
        var first = world.ask("a", "vault", "db", Why.NEVER_SYNCED, began);
        time.pass(SECOND);
        var second = world.ask("b", "vault", "db", Why.NEVER_SYNCED, began);
        var third = world.ask("c", "vault", "db", Why.SPEC_CHANGED, time.now());
        vault.holding("db", "v2");
        time.pass(Duration.ofSeconds(5));
        assertThat(first.join()).isEqualTo(second.join()).returns("v1", Got::result);
        assertThat(third).isNotDone();
        time.pass(Duration.ofSeconds(5));
        assertThat(third.join().result()).isEqualTo("v2");
        assertThat(vault.reads()).isEqualTo(2);
    }

    @Test
    void aBurstOfForcedRefreshesBecomesFewReads() {
        List<CompletableFuture<Got>> answers = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            answers.add(world.ask("es" + i, "vault", "db", Why.SPEC_CHANGED, time.now()));
            time.pass(Duration.ofMillis(3));
        }
        time.pass(SECOND);
        assertThat(answers)
                .allSatisfy(answer -> assertThat(answer.join().result()).isEqualTo("v1"));
        assertThat(vault.reads()).isLessThanOrEqualTo(5);
        assertThat(vault.asked().getFirst().at()).isEqualTo(VirtualTimeline.START);
    }

    @Test
    void tellsTheOthersWhenAReadGivesSomethingNew() {
        for (var consumer : List.of("a", "b", "c")) {
            world.get(consumer, "vault", "db");
        }
        world.get("a", "vault", "db");
        assertThat(world.news).isEmpty();
        vault.holding("db", "v2");
        var readAt = time.now();
        assertThat(world.get("a", "vault", "db")).isEqualTo("v2");
        assertThat(world.news).containsExactly(new News(Set.of(subject("b"), subject("c")), readAt));
        int reads = vault.reads();
        assertThat(world.ask("b", "vault", "db", Why.SOURCE_CHANGED, readAt)
                        .join()
                        .result())
                .isEqualTo("v2");
        assertThat(vault.reads()).isEqualTo(reads);
    }

    @Test
    void tellsWhenASecretGoesAndComesBackButNotWhenAReadFails() {
        world.get("a", "vault", "db");
        world.get("b", "vault", "db");
        vault.losing("db");
        assertThat(world.get("a", "vault", "db")).isEqualTo("absent");
        assertThat(world.news).hasSize(1);
        vault.failing("db", Cause.ACCESS_DENIED);
        assertThat(world.get("a", "vault", "db", Why.SPEC_CHANGED)).isEqualTo("AccessDenied");
        assertThat(world.news).hasSize(1);
        vault.well("db");
        vault.holding("db", "v1");
        assertThat(world.get("a", "vault", "db", Why.SPEC_CHANGED)).isEqualTo("v1");
        assertThat(world.news).hasSize(2).last().returns(Set.of(subject("b")), News::consumers);
    }

    @Test
    void tellsThoseWhoSawAFailureThatItIsOver() {
        world.get("a", "vault", "db");
        vault.failing("db", Cause.ACCESS_DENIED);
        world.get("b", "vault", "db");
        world.get("c", "vault", "db");
        vault.well("db");
        assertThat(world.get("d", "vault", "db", Why.SPEC_CHANGED)).isEqualTo("v1");
        assertThat(world.news).singleElement().returns(Set.of(subject("b"), subject("c")), News::consumers);
    }

    @Test
    void tellsNobodyWhoIsGoneOrUsesSomethingElseNow() {
        vault.holding("mail", "m1");
        world.get("a", "vault", "db");
        world.get("b", "vault", "db");
        world.get("c", "vault", "db");
        world.gateway.forget(subject("b"));
        world.get("c", "vault", "mail");
        vault.holding("db", "v2");
        world.get("a", "vault", "db");
        assertThat(world.news).isEmpty();
    }

    @Test
    void aSourceThatAlternatesIsToldOncePerChangeSeen() {
        world.get("a", "vault", "db");
        world.get("b", "vault", "db");
        for (int i = 0; i < 20; i++) {
            vault.holding("db", i / 2 % 2 == 0 ? "v2" : "v1");
            world.get("a", "vault", "db");
        }
        assertThat(world.news).hasSize(10);
    }

    @Test
    void aClockSetBackDoesNotMakeAnAnswerLast() {
        world.get("a", "vault", "db");
        vault.holding("db", "v2");
        time.shift(Duration.ofHours(-1));
        assertThat(world.ask("b", "vault", "db", Why.NEVER_SYNCED, time.now().minus(INTERVAL)))
                .isNotDone();
        assertThat(world.get("b", "vault", "db")).isEqualTo("v2");
        assertThat(vault.reads()).isEqualTo(2);
    }

    @Test
    void keepsNoMoreBytesThanAllowedAndWipesTheRest() {
        var small = new GatewayWorld(new GatewayLimits(50, 100, 16, INTERVAL, SECOND, 10), GatewayObserver.NONE);
        var store = small.service("vault")
                .holding("a", "12345")
                .holding("b", "67890")
                .holding("c", "x");
        for (var key : List.of("a", "b", "a", "c")) {
            small.ask(key, "vault", key, Why.NEVER_SYNCED, at(Duration.ZERO));
            small.time.pass(SECOND);
        }
        assertThat(store.reads()).isEqualTo(3);
        assertThat(store.unwiped()).isEqualTo(2);
        var again = small.ask("b", "vault", "b", Why.NEVER_SYNCED, at(Duration.ZERO));
        small.time.pass(SECOND);
        assertThat(again.join().result()).isEqualTo("67890");
        assertThat(store.reads()).isEqualTo(4);
        List.of("a", "b", "c").forEach(key -> small.gateway.forget(subject(key)));
        assertThat(store.unwiped()).isZero();
    }
}
