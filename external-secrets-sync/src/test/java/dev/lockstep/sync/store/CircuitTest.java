package dev.lockstep.sync.store;

import static dev.lockstep.sync.store.GatewayWorld.subject;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.sync.engine.Cause;
import dev.lockstep.sync.engine.Due.Why;
import dev.lockstep.sync.engine.ResourceKey;
import dev.lockstep.sync.store.GatewayWorld.Got;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/// What happens while a service is ill.
class CircuitTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final int MANY = 1000;

    private final List<String> circuit = new ArrayList<>();
    private final GatewayWorld world = new GatewayWorld(GatewayLimits.DEFAULT, new GatewayObserver() {
        @Override
        public void circuit(String service, boolean open) {
            circuit.add(service + (open ? " opens" : " closes"));
        }
    });
    private final VirtualTimeline time = world.time;
    private final TimedStore vault = world.service("vault");

    /// A thousand consumers, each with a key of its own, all served.
    private void serve() {
        for (int i = 0; i < MANY; i++) {
            vault.holding("db" + i, "v");
            world.ask("es" + i, "vault", "db" + i);
        }
        time.pass(Duration.ofSeconds(30));
        assertThat(vault.reads()).isEqualTo(MANY);
    }

    /// All of them ask again each minute, spread over it, for so long.
    private List<CompletableFuture<Got>> askFor(int seconds) {
        List<CompletableFuture<Got>> answers = new ArrayList<>();
        for (int second = 0; second < seconds; second++) {
            for (int i = second % 60; i < MANY; i += 60) {
                answers.add(world.ask("es" + i, "vault", "db" + i, Why.RETRY, time.now()));
            }
            time.pass(SECOND);
        }
        return answers;
    }

    @ParameterizedTest
    @CsvSource({
        "UNREACHABLE, 5, 8",
        "UNREACHABLE, 60, 12",
        "UNREACHABLE, 3600, 140",
        "SEALED, 60, 12",
        "SEALED, 3600, 140",
        "TIMEOUT, 3600, 140",
        "AUTH_FAILED, 3600, 35",
        "THROTTLED, 3600, 140"
    })
    void aServiceThatIsIllIsAskedByOneProbeAtATimeAndAllAreToldWhenItIsWell(Cause cause, int seconds, int probes) {
        serve();
        vault.down(cause, Instant.MIN);
        var answers = askFor(seconds);
        assertThat(vault.reads() - MANY).isLessThanOrEqualTo(16 + probes);
        assertThat(answers).filteredOn(answer -> !answer.isDone()).isEmpty();
        assertThat(answers).extracting(answer -> answer.join().result()).containsOnly(cause.spelled());
        Set<ResourceKey> asked = new HashSet<>();
        for (int i = 0; i < MANY; i++) {
            if (i % 60 < seconds) {
                asked.add(subject("es" + i));
            }
        }
        vault.up();
        world.news.clear();
        time.pass(Duration.ofSeconds(cause == Cause.AUTH_FAILED ? 301 : 61));
        assertThat(world.news)
                .singleElement()
                .satisfies(news -> assertThat(news.consumers()).isEqualTo(asked));
        assertThat(circuit).containsExactly("vault opens", "vault closes");
        for (int i = 0; i < MANY; i++) {
            world.ask(
                    "es" + i,
                    "vault",
                    "db" + i,
                    Why.SOURCE_CHANGED,
                    world.news.getFirst().readAt());
        }
        time.pass(Duration.ofMinutes(20));
        assertThat(world.get("es0", "vault", "db0", Why.INTERVAL)).isEqualTo("v");
    }

    @Test
    void probesAreNeverTwoAtATime() {
        serve();
        vault.down(Cause.UNREACHABLE, Instant.MIN);
        time.latency(Duration.ofSeconds(20));
        askFor(600);
        var later = vault.asked().subList(MANY + 16 + 2, vault.reads());
        assertThat(later).hasSizeBetween(8, 30);
        for (int i = 1; i < later.size(); i++) {
            assertThat(Duration.between(later.get(i - 1).at(), later.get(i).at()))
                    .isGreaterThanOrEqualTo(Duration.ofSeconds(20));
        }
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {
                "THROTTLED",
                "SEALED",
                "AUTH_FAILED",
                "CREDENTIAL_MISSING",
                "STORE_INVALID",
                "UNREACHABLE",
                "TIMEOUT"
            })
    void aFaultOfOneSecretIsNoFaultOfTheService(Cause cause) {
        vault.holding("good", "v");
        for (int i = 0; i < 50; i++) {
            vault.failing("bad" + i, cause);
            assertThat(world.get("es" + i, "vault", "bad" + i)).isEqualTo(cause.spelled());
        }
        assertThat(circuit).isEmpty();
        assertThat(world.get("a", "vault", "good")).isEqualTo("v");
    }

    @Test
    void oneSlowKeyAmongOthersDoesNotOpenIt() {
        vault.failing("slow", Cause.TIMEOUT);
        for (int i = 0; i < 20; i++) {
            vault.holding("db" + i, "v");
            world.get("es" + i, "vault", "slow", Why.SPEC_CHANGED);
            assertThat(world.get("es" + i, "vault", "db" + i)).isEqualTo("v");
        }
        assertThat(circuit).isEmpty();
    }

    @Test
    void oneBadKeyDoesNotKeepItOpen() {
        vault.holding("db", "v");
        vault.failing("slow", Cause.TIMEOUT);
        world.get("b", "vault", "slow", Why.SPEC_CHANGED);
        world.get("a", "vault", "db");
        vault.down(Cause.SEALED, Instant.MIN);
        world.get("a", "vault", "db", Why.SPEC_CHANGED);
        vault.up();
        time.pass(Duration.ofSeconds(10));
        assertThat(circuit).containsExactly("vault opens", "vault closes");
    }

    @Test
    void leavesAServiceAloneForAsLongAsItSays() {
        serve();
        time.pass(Duration.ofSeconds(60));
        vault.down(Cause.THROTTLED, time.now().plusSeconds(120));
        var refused = world.get("es1", "vault", "db1", Why.SPEC_CHANGED);
        assertThat(refused).isEqualTo("Throttled");
        var until = time.now().plusSeconds(119);
        vault.up();
        int before = vault.reads();
        for (int i = 0; i < 118; i++) {
            var got = world.ask("es" + i, "vault", "db" + i, Why.SPEC_CHANGED, time.now())
                    .join();
            assertThat(got.result()).isEqualTo("Throttled");
            assertThat(got.nextTry()).isBetween(until, until.plusSeconds(1));
            time.pass(SECOND);
        }
        assertThat(vault.reads()).isEqualTo(before);
        time.pass(Duration.ofSeconds(3));
        assertThat(vault.reads()).isEqualTo(before + 1);
        assertThat(world.get("es1", "vault", "db1", Why.SPEC_CHANGED)).isEqualTo("v");
    }

    @Test
    void asksMoreSlowlyAfterItWasThrottled() {
        serve();
        time.pass(Duration.ofSeconds(60));
        vault.down(Cause.THROTTLED, Instant.MIN);
        world.get("es1", "vault", "db1", Why.SPEC_CHANGED);
        vault.up();
        time.pass(Duration.ofSeconds(3));
        int before = vault.reads();
        for (int i = 0; i < MANY; i++) {
            world.ask("es" + i, "vault", "db" + i, Why.SPEC_CHANGED, time.now());
        }
        time.pass(SECOND);
        assertThat(vault.reads() - before).isBetween(25, 80);
        time.pass(Duration.ofSeconds(60));
        assertThat(vault.reads() - before).isEqualTo(MANY);
    }

    @Test
    void whatIsStillYoungEnoughIsGivenWhileItIsOpen() {
        vault.holding("db", "v");
        world.get("a", "vault", "db");
        vault.down(Cause.SEALED, Instant.MIN);
        assertThat(world.get("a", "vault", "db", Why.INTERVAL)).isEqualTo("StoreSealed");
        var got = world.ask("b", "vault", "db", Why.NEVER_SYNCED, time.now().minusSeconds(10));
        assertThat(got.join().result()).isEqualTo("v");
    }

    @Test
    void servicesDoNotDisturbEachOther() {
        serve();
        var other = world.service("other").holding("mail", "m");
        vault.down(Cause.TIMEOUT, Instant.MIN);
        for (int i = 0; i < 60; i++) {
            for (int k = 0; k < 16; k++) {
                world.ask("es" + (i * 16 + k), "vault", "db" + (i * 16 + k), Why.SPEC_CHANGED, time.now());
            }
            assertThat(world.get("m" + i, "other", "mail", Why.SPEC_CHANGED)).isEqualTo("m");
        }
        assertThat(other.reads()).isEqualTo(60);
        assertThat(circuit).containsExactly("vault opens");
    }

    @Test
    void isProbedByWhoeverAsksIfNobodyUsedItMeanwhile() {
        vault.holding("db", "v");
        vault.down(Cause.SEALED, Instant.MIN);
        world.get("a", "vault", "db");
        world.ask("b", "vault", "db");
        world.gateway.forget(subject("a"));
        world.gateway.forget(subject("b"));
        int reads = vault.reads();
        time.pass(Duration.ofSeconds(30));
        assertThat(vault.reads()).isEqualTo(reads);
        vault.up();
        assertThat(world.get("c", "vault", "db")).isEqualTo("StoreSealed");
        assertThat(world.news)
                .singleElement()
                .satisfies(news -> assertThat(news.consumers()).containsExactly(subject("c")));
        assertThat(world.get("c", "vault", "db")).isEqualTo("v");
    }
}
