package dev.lockstep.sync.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lockstep.sync.engine.Cause;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// What an API server, the network before it, and others who write there can do to the operator.
@Timeout(180)
@ExtendWith(Stages.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ApiFaultsPeerIT {
    private static final Duration SOON = Duration.ofSeconds(15);
    private static final Duration HEALED = Duration.ofSeconds(75);

    @TempDir
    private Path folder;

    private Stage stage;
    private FaultProxy api;
    private OperatorProcess operator;
    private Scenario scenario;

    @BeforeAll
    void start(Stage stage) {
        this.stage = stage;
        api = stage.api();
        operator = stage.operator(api, "--leader-election=false");
    }

    @AfterAll
    void stop() {
        operator.close();
    }

    @BeforeEach
    void scenario() {
        scenario = stage.scenario();
    }

    @AfterEach
    void end() throws IOException {
        api.heal();
        scenario.close();
        assertThat(operator.isLive()).isTrue();
    }

    @Test
    void anApiServerThatIsAwayIsWaitedForAndAllThatHappenedIsCaughtUp() throws Exception {
        synced("db", "2s");
        synced("edited", "1h");
        synced("removed", "1h");
        api.off();
        scenario.source("db", 2);
        edit("edited", "key1", "changed meanwhile");
        stage.plane()
                .client()
                .secrets()
                .inNamespace(scenario.namespace())
                .withName("removed")
                .delete();
        scenario.source("new", 1);
        scenario.externalSecret("new", "1h");
        Thread.sleep(15_000);
        api.on();
        scenario.awaitVersion("db", 2, HEALED);
        scenario.awaitVersion("edited", 1, HEALED);
        scenario.awaitVersion("removed", 1, HEALED);
        scenario.awaitVersion("new", 1, HEALED);
        scenario.assertNothingTold(operator);
    }

    @Test
    void watchesThatBreakLoseNoEvent() {
        synced("db", "1h");
        for (int i = 0; i < 2; i++) {
            api.cutAll();
            edit("db", "key1", "edit " + i);
            scenario.awaitVersion("db", 1, Duration.ofSeconds(40));
        }
        scenario.assertNothingTold(operator);
    }

    @Test
    void refusedWritesAreTriedAgain() {
        synced("db", "2s");
        var left = new AtomicInteger(4);
        api.script(request -> request.writes() && request.path().contains("/secrets") && left.getAndDecrement() > 0
                ? new Fault[] {
                            Fault.kubernetes(429, "TooManyRequests", Map.of("Retry-After", "1")),
                            Fault.kubernetes(503, "ServiceUnavailable", Map.of()),
                            Fault.kubernetes(500, "InternalError", Map.of()),
                            Fault.kubernetes(409, "Conflict", Map.of())
                        }
                        [left.get() & 3]
                : Fault.none());
        scenario.source("db", 2);
        scenario.awaitVersion("db", 2, HEALED);
        assertThat(left.get()).as("faults left").isLessThanOrEqualTo(0);
        scenario.awaitReady("db", SOON);
        scenario.assertSafe(operator);
    }

    @Test
    void aWriteWhoseAnswerIsLostIsNotLostAndNotDoubled() throws Exception {
        synced("db", "2s");
        var left = new AtomicInteger(2);
        api.script(request -> request.writes() && request.path().contains("/secrets") && left.getAndDecrement() > 0
                ? new Fault.AnswerLost()
                : Fault.none());
        scenario.source("db", 2);
        scenario.awaitVersion("db", 2, HEALED);
        scenario.awaitReady("db", SOON);
        Thread.sleep(4000);
        assertThat(scenario.recorder().secrets("db").stream()
                        .filter(seen -> seen.data().equals(Stamp.version(2, 3)))
                        .count())
                .as("states with version 2")
                .isLessThanOrEqualTo(2);
        scenario.assertSafe(operator);
    }

    @Test
    void halfOfAllRequestsFailAndEverythingStillArrives() {
        for (int i = 0; i < 10; i++) synced("db" + i, "2s");
        // Never more than three in a row: after six the next wait alone is as long as this test's patience.
        var random = new Random(42);
        var inARow = new ConcurrentHashMap<String, Integer>();
        api.script(request -> {
            if (request.isWatch() || !random.nextBoolean() || inARow.merge(request.path(), 1, Integer::sum) > 3) {
                inARow.remove(request.path());
                return Fault.none();
            }
            return random.nextBoolean() ? new Fault.Cut() : Fault.kubernetes(500, "InternalError", Map.of());
        });
        for (int i = 0; i < 10; i++) scenario.source("db" + i, 2);
        for (int i = 0; i < 10; i++) scenario.awaitVersion("db" + i, 2, HEALED);
        api.heal();
        for (int i = 0; i < 10; i++) scenario.awaitReady("db" + i, HEALED);
        scenario.assertSafe(operator);
    }

    @Test
    void keysOfOthersSurviveAWriteBetweenReadAndWrite() {
        var client = stage.plane().client();
        create("shared", Map.of("theirs", "0"));
        scenario.source("shared", 1);
        scenario.externalSecret("shared", "1s", "{\"creationPolicy\": \"Merge\"}");
        scenario.awaitData("shared", with(Stamp.version(1, 3), "theirs", "0"), SOON);
        var busy = new AtomicInteger();
        var left = new AtomicInteger();
        api.script(request -> {
            if (request.writes() && request.path().contains("/secrets/shared") && left.getAndDecrement() > 0) {
                edit("shared", "theirs", "" + busy.incrementAndGet());
            }
            return Fault.none();
        });
        for (int version = 2; version <= 4; version++) {
            left.set(2);
            scenario.source("shared", version);
            int wanted = version;
            await().atMost(HEALED)
                    .until(() -> scenario.data("shared")
                            .entrySet()
                            .containsAll(Stamp.version(wanted, 3).entrySet()));
        }
        api.heal();
        assertThat(busy).hasPositiveValue();
        var data = client.secrets()
                .inNamespace(scenario.namespace())
                .withName("shared")
                .get()
                .getData();
        assertThat(data).containsKey("theirs");
        assertThat(scenario.data("shared")).containsEntry("theirs", "" + busy.get());
        scenario.assertNothingTold(operator);
    }

    @Test
    void aKeyThatAnotherManagerAppliesIsLeftToItAndTold() throws Exception {
        create("shared", Map.of("theirs", "0"));
        stage.plane()
                .kubectl(
                        "-n",
                        scenario.namespace(),
                        "apply",
                        "--server-side",
                        "--field-manager=another",
                        "--force-conflicts",
                        "-f",
                        file("""
                                {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "shared"},
                                 "data": {"key2": "dGhlaXJz"}}
                                """).toString());
        scenario.source("shared", 1);
        scenario.externalSecret("shared", "1s", "{\"creationPolicy\": \"Merge\"}");
        scenario.awaitCause("shared", Cause.FIELD_CONFLICT, SOON);
        assertThat(scenario.status("shared")).contains("another");
        Thread.sleep(3000);
        assertThat(scenario.data("shared")).containsEntry("key2", "theirs").containsEntry("theirs", "0");
        scenario.assertNothingTold(operator);
    }

    private Path file(String content) throws IOException {
        return Files.writeString(folder.resolve("applied.json"), content);
    }

    private void synced(String name, String interval) {
        scenario.source(name, 1);
        scenario.externalSecret(name, interval);
        scenario.awaitVersion(name, 1, SOON);
        scenario.awaitReady(name, SOON);
    }

    private void create(String name, Map<String, String> data) {
        stage.plane()
                .client()
                .secrets()
                .inNamespace(scenario.namespace())
                .resource(new SecretBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .endMetadata()
                        .withStringData(data)
                        .build())
                .create();
    }

    private void edit(String name, String key, String value) {
        stage.plane()
                .kubectl(
                        "-n",
                        scenario.namespace(),
                        "patch",
                        "secret",
                        name,
                        "--type=merge",
                        "-p",
                        "{\"stringData\":{\"" + key + "\":\"" + value + "\"}}");
    }

    private static Map<String, String> with(Map<String, String> data, String key, String value) {
        data.put(key, value);
        return data;
    }
}
