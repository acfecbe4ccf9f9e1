package dev.lockstep.sync.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/// What people do to resources and targets while the operator works on them.
@Timeout(120)
@ExtendWith(Stages.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ResourceFaultsPeerIT {
    private static final Duration SOON = Duration.ofSeconds(15);

    private Stage stage;
    private OperatorProcess operator;
    private Scenario scenario;

    @BeforeAll
    void start(Stage stage) {
        this.stage = stage;
        operator = stage.operator("--leader-election=false");
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
        scenario.close();
        assertThat(operator.isLive()).isTrue();
    }

    @Test
    void aResourceThatIsDeletedDuringItsPassLeavesNoSecret() throws Exception {
        scenario.proxy().all(new Fault.Late(Duration.ofSeconds(2)));
        scenario.source("db", 1);
        scenario.externalSecret("db", "1h");
        await().atMost(SOON).until(() -> scenario.proxy().count(_ -> true) > 0);
        scenario.delete("db");
        Thread.sleep(5000);
        assertThat(secretExists("db")).isFalse();
    }

    @Test
    void aResourceThatIsMadeAgainDuringThePassOfTheOldOneOwnsItsTarget() {
        scenario.proxy().all(new Fault.Late(Duration.ofSeconds(2)));
        scenario.source("db", 1);
        scenario.externalSecret("db", "3s");
        await().atMost(SOON).until(() -> scenario.proxy().count(_ -> true) > 0);
        scenario.delete("db");
        scenario.source("db", 2);
        scenario.externalSecret("db", "3s");
        scenario.awaitVersion("db", 2, SOON);
        scenario.awaitReady("db", SOON);
        var client = stage.plane().client();
        var uid = client.genericKubernetesResources(Recorder.context("externalsecrets"))
                .inNamespace(scenario.namespace())
                .withName("db")
                .get()
                .getMetadata()
                .getUid();
        var owners = client.secrets()
                .inNamespace(scenario.namespace())
                .withName("db")
                .get()
                .getMetadata()
                .getOwnerReferences();
        assertThat(owners).hasSize(1);
        assertThat(owners.getFirst().getUid()).isEqualTo(uid);
        scenario.assertNothingTold(operator);
    }

    @Test
    void aNamespaceThatIsDeletedIsNotHeldUp() {
        for (int i = 0; i < 10; i++) {
            scenario.source("db" + i, 1);
            scenario.externalSecret("db" + i, "1s");
        }
        for (int i = 0; i < 10; i++) scenario.awaitVersion("db" + i, 1, SOON);
        var namespaces = stage.plane().client().namespaces();
        namespaces.withName(scenario.namespace()).delete();
        await().atMost(Duration.ofSeconds(30))
                .until(() -> namespaces.withName(scenario.namespace()).get() == null);
        scenario.assertNothingTold(operator);
    }

    @Test
    void anEditedOrDeletedTargetIsRestoredWithinSeconds() {
        scenario.source("db", 1);
        scenario.externalSecret("db", "1h");
        scenario.awaitReady("db", SOON);
        edit("key2", "edited");
        scenario.awaitVersion("db", 1, Duration.ofSeconds(5));
        stage.plane()
                .client()
                .secrets()
                .inNamespace(scenario.namespace())
                .withName("db")
                .delete();
        await().atMost(Duration.ofSeconds(5)).until(() -> secretExists("db"));
        scenario.awaitVersion("db", 1, Duration.ofSeconds(5));
        scenario.assertNothingTold(operator);
    }

    @Test
    void aFightOverATargetIsNotFoughtFasterThanOnceASecond() {
        scenario.source("db", 1);
        scenario.externalSecret("db", "1h");
        scenario.awaitReady("db", SOON);
        var start = Instant.now();
        int edits = 0;
        while (Duration.between(start, Instant.now()).compareTo(Duration.ofSeconds(8)) < 0) {
            edit("key2", "edit " + edits++);
        }
        assertThat(edits).as("edits").isGreaterThan(20);
        long writes = stage.plane()
                .audit()
                .count(request -> request.namespace().equals(scenario.namespace())
                        && request.resource().equals("secrets")
                        && request.user().equals(stage.user())
                        && request.verb().equals("patch")
                        && request.code() < 300);
        assertThat(writes).as("writes in 8 s, with the first").isBetween(3L, 12L);
        scenario.awaitVersion("db", 1, Duration.ofSeconds(8));
    }

    @Test
    void aSourceThatBreaksOnePassDoesNotBreakOthers() {
        scenario.apply("""
                {"apiVersion": "external-secrets.io/v1", "kind": "ExternalSecret", "metadata": {"name": "deep"},
                 "spec": {"refreshInterval": "1s", "secretStoreRef": {"name": "vault", "kind": "SecretStore"},
                   "data": [{"secretKey": "a", "remoteRef": {"key": "%s/deep", "property": "key.0.0.0.0.0"}}]}}
                """.formatted(scenario.namespace()));
        scenario.value("deep", Map.of("key", "[".repeat(100_000) + Stamp.CANARY + "]".repeat(100_000)));
        scenario.source("db", 1);
        scenario.externalSecret("db", "1s");
        scenario.awaitVersion("db", 1, SOON);
        await().atMost(SOON).until(() -> scenario.ready("deep").startsWith("False/"));
        scenario.source("db", 2);
        scenario.awaitVersion("db", 2, SOON);
        scenario.assertSafe(operator);
    }

    private boolean secretExists(String name) {
        return stage.plane()
                        .client()
                        .secrets()
                        .inNamespace(scenario.namespace())
                        .withName(name)
                        .get()
                != null;
    }

    /// By one quick request; `kubectl` would be too slow for a fight.
    private void edit(String key, String value) {
        stage.plane()
                .client()
                .secrets()
                .inNamespace(scenario.namespace())
                .withName("db")
                .patch("{\"stringData\":{\"" + key + "\":\"" + value + "\"}}");
    }
}
