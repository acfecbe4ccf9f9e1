package dev.lockstep.sync.store;

import static dev.lockstep.sync.store.GatewayWorld.at;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.sync.engine.Cause;
import dev.lockstep.sync.engine.Due.Why;
import dev.lockstep.sync.store.GatewayWorld.Got;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// How much a service is asked, and in which order.
class LimitsTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final GatewayWorld world = new GatewayWorld();
    private final VirtualTimeline time = world.time;
    private final TimedStore vault = world.service("vault");

    private List<CompletableFuture<Got>> ask(String namespace, int keys, Why why) {
        return IntStream.range(0, keys)
                .mapToObj(i -> {
                    vault.holding(namespace + i, "v");
                    return world.ask(namespace + "/es" + i, "vault", namespace + i, why, time.now());
                })
                .toList();
    }

    private static long done(List<CompletableFuture<Got>> answers) {
        return answers.stream().filter(CompletableFuture::isDone).count();
    }

    @Test
    void tenThousandKeysAreReadAtTheRateAndNoneIsForgotten() {
        var answers = ask("shop", 10_000, Why.NEVER_SYNCED);
        for (int second = 1; done(answers) < 10_000; second++) {
            time.pass(SECOND);
            assertThat(vault.reads()).isLessThanOrEqualTo(100 + 50 * second);
            assertThat(second).isLessThan(210);
        }
        assertThat(vault.reads()).isEqualTo(10_000);
        assertThat(answers)
                .allSatisfy(answer -> assertThat(answer.join().result()).isEqualTo("v"));
    }

    @Test
    void neverMoreAtATimeThanAllowed() {
        time.latency(Duration.ofSeconds(10));
        ask("shop", 100, Why.NEVER_SYNCED);
        time.pass(Duration.ofSeconds(9));
        assertThat(vault.reads()).isEqualTo(16);
        time.pass(Duration.ofSeconds(10));
        assertThat(vault.reads()).isEqualTo(32);
    }

    @Test
    void whatIsUrgentGoesAheadOfTenThousandThatAreMerelyDue() {
        ask("shop", 10_000, Why.INTERVAL);
        time.pass(Duration.ofSeconds(20));
        var urgent = world.ask("new", "vault", "shop9999", Why.NEVER_SYNCED, time.now());
        time.pass(SECOND);
        assertThat(urgent).isDone();
    }

    @Test
    void whatIsMerelyDueHasEveryFifthTurn() {
        ask("urgent", 1000, Why.NEVER_SYNCED);
        var due = ask("due", 100, Why.INTERVAL);
        time.pass(Duration.ofSeconds(10));
        assertThat(done(due)).isBetween(95L, 100L);
        assertThat(vault.reads()).isGreaterThanOrEqualTo(590);
    }

    @Test
    void aNamespaceWithThousandsDoesNotMakeTheOthersWait() {
        ask("crowd", 5000, Why.NEVER_SYNCED);
        time.pass(Duration.ofSeconds(5));
        var few = ask("few", 10, Why.NEVER_SYNCED);
        time.pass(SECOND);
        assertThat(done(few)).isEqualTo(10);
    }

    @Test
    void aStoreThatTakesBatchesGetsThem() {
        vault.batch(20);
        ask("first", 1, Why.NEVER_SYNCED);
        time.pass(SECOND);
        var answers = ask("shop", 100, Why.NEVER_SYNCED);
        var several = world.ask("es", "vault", List.of("shop1", "shop7", "gone"), Why.NEVER_SYNCED, at(Duration.ZERO));
        time.pass(Duration.ofSeconds(3));
        assertThat(done(answers)).isEqualTo(100);
        assertThat(several.join())
                .hasSize(3)
                .hasEntrySatisfying("gone", got -> assertThat(got.result()).isEqualTo("absent"));
        // Those that find a free worker do not wait for company.
        assertThat(vault.reads()).isLessThanOrEqualTo(1 + 16 + 6);
        assertThat(vault.asked())
                .allSatisfy(asked -> assertThat(asked.references())
                        .hasSizeLessThanOrEqualTo(20)
                        .doesNotHaveDuplicates());
    }

    @Test
    void aReadThatTakesTooLongIsAnsweredForByItsDeadline() {
        vault.holding("db", "v");
        time.latency(Duration.ofHours(1));
        var answer = world.ask("a", "vault", "db");
        time.pass(Duration.ofSeconds(31));
        assertThat(answer.join().result()).isEqualTo("StoreTimeout");
        assertThat(vault.unwiped()).isZero();
    }

    @Test
    void readsThatDoNotHeedTheirDeadlineNeverBecomeMoreThanAllowed() {
        time.deaf();
        time.latency(Duration.ofHours(2));
        for (int minute = 0; minute < 60; minute++) {
            var answers = ask("m" + minute + "-", 20, Why.NEVER_SYNCED);
            time.pass(Duration.ofMinutes(1));
            assertThat(done(answers)).isEqualTo(20);
        }
        assertThat(vault.reads()).isLessThanOrEqualTo(16);
        time.latency(Duration.ofMillis(5));
        time.pass(Duration.ofMinutes(75));
        assertThat(world.get("late", "vault", "m1-1")).isEqualTo("v");
    }

    @Test
    void keysThatFailAreTriedAgainLessAndLess() {
        vault.failing("db", Cause.ACCESS_DENIED);
        for (int second = 0; second < 3600; second++) {
            var got = world.ask(
                    "es" + second % 1000, "vault", "db", Why.RETRY, time.now().minus(SECOND));
            time.pass(SECOND);
            assertThat(got.join().result()).isEqualTo("AccessDenied");
        }
        assertThat(vault.reads()).isBetween(60, 130);
        assertThat(world.get("person", "vault", "db", Why.SPEC_CHANGED)).isEqualTo("AccessDenied");
        vault.well("db");
        vault.holding("db", "v");
        assertThat(world.get("person", "vault", "db", Why.SPEC_CHANGED)).isEqualTo("v");
    }

    @Test
    void secondTriesStayBelowWhatSucceeds() {
        for (int i = 0; i < 2000; i++) {
            vault.failing("bad" + i, Cause.ACCESS_DENIED);
        }
        vault.holding("good", "v");
        for (int i = 0; i < 2000; i++) {
            world.ask("es" + i, "vault", "bad" + i);
        }
        time.pass(Duration.ofSeconds(60));
        int before = vault.reads();
        int good = 0;
        for (int second = 0; second < 600; second++) {
            for (int i = 0; i < 30; i++) {
                int one = (second * 30 + i) % 2000;
                world.ask("es" + one, "vault", "bad" + one, Why.RETRY, time.now());
            }
            if (second % 2 == 0) {
                world.ask("well", "vault", "good", Why.INTERVAL, time.now());
                good++;
            }
            time.pass(SECOND);
        }
        int retries = vault.reads() - before - good;
        assertThat(retries).isLessThanOrEqualTo(good + 600 + 10).isGreaterThan(600);
    }

    @Test
    void aSecretThatIsMissingIsFoundSoonAfterItIsMade() {
        assertThat(world.get("a", "vault", "db")).isEqualTo("absent");
        for (int i = 0; i < 300; i++) {
            world.ask("a", "vault", "db", Why.RETRY, time.now().minusSeconds(1));
            time.pass(Duration.ofSeconds(10));
        }
        vault.holding("db", "v");
        int tries = 0;
        Instant fixed = time.now();
        while (!world.get("a", "vault", "db", Why.RETRY).equals("v")) {
            assertThat(tries++).isLessThan(70);
        }
        assertThat(Duration.between(fixed, time.now())).isLessThanOrEqualTo(Duration.ofSeconds(70));
        assertThat(vault.reads()).isLessThan(120);
    }
}
