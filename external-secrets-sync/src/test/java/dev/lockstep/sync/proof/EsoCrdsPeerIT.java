package dev.lockstep.sync.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lockstep.sync.engine.Cause;
import dev.lockstep.sync.peers.ControlPlane;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/// The operator under ESO's own CRDs, with which every move from ESO begins: they prune what our status has besides.
@Timeout(400)
@ExtendWith(Stages.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EsoCrdsPeerIT {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final List<String> ONCE = List.of("created", "changed", "zero");

    private ControlPlane plane;
    private Stage stage;
    private OperatorProcess operator;

    @BeforeAll
    void start(Stage shared) {
        plane = ControlPlane.start();
        stage = new Stage(plane, shared.vault()).withCrdsOfEso();
        operator = stage.operator("--leader-election=false");
    }

    @AfterAll
    void stop() throws IOException {
        if (stage != null) stage.close();
        if (plane != null) plane.close();
    }

    @Test
    void leavesWhatIsLeftUnderOurOwn() throws Exception {
        assumeTrue(RecordedCases.canRun(), "no python3 with PyYAML here");
        RecordedCases.assertPass(plane, RecordedCases.folder().resolve("eso"), RecordedCases.SERVED);
        RecordedCases.assertPass(plane, Stage.repository().resolve("testdata/sync/cases"), "*");
    }

    @Test
    void saysWhoseCrdsThereAre() {
        assertThat(operator.lines())
                .anyMatch(line -> line.contains("\"msg\":\"CRDs\"")
                        && line.contains("External Secrets Operator")
                        && line.contains("status.sync"));
    }

    @Test
    void asksTheStoreNoMoreForWhatIsWantedOnceWhenTheStoreChangesOrTheProcessDoes() throws Exception {
        try (var scenario = stage.scenario()) {
            for (var name : ONCE) scenario.source(name, 1);
            once(scenario, "created", "\"refreshPolicy\": \"CreatedOnce\", \"refreshInterval\": \"1h\"");
            once(scenario, "changed", "\"refreshPolicy\": \"OnChange\", \"refreshInterval\": \"1h\"");
            once(scenario, "zero", "\"refreshInterval\": \"0\"");
            for (var name : ONCE) scenario.awaitVersion(name, 1, SOON);
            for (var name : ONCE) scenario.awaitReady(name, SOON);
            for (var name : ONCE) scenario.source(name, 2);
            long reads = reads(scenario, ONCE);

            scenario.store("vault", ", \"refreshInterval\": 120");
            Thread.sleep(3_000);
            operator.close();
            operator = stage.operator("--leader-election=false");
            Thread.sleep(5_000);

            assertThat(reads(scenario, ONCE)).isEqualTo(reads);
            for (var name : ONCE) scenario.awaitVersion(name, 1, SOON);
            assertThat(operator.lines()).noneMatch(line -> line.contains("never-synced"));

            plane.client()
                    .secrets()
                    .inNamespace(scenario.namespace())
                    .withName("created")
                    .delete();
            scenario.awaitVersion("created", 2, SOON);
        }
    }

    /// With an hour between two refreshes it is the hash at the Secret that tells.
    @Test
    void putsRightWhatChangedWhileNobodyWatched() throws Exception {
        try (var scenario = stage.scenario()) {
            scenario.source("db", 1);
            scenario.externalSecret("db", "1h");
            scenario.awaitReady("db", SOON);
            operator.close();
            plane.client()
                    .secrets()
                    .inNamespace(scenario.namespace())
                    .withName("db")
                    .edit(secret -> {
                        secret.getData().put("k0", "YnJva2Vu");
                        return secret;
                    });
            operator = stage.operator("--leader-election=false");
            scenario.awaitVersion("db", 1, SOON);
        }
    }

    @Test
    void waitsLongerAfterEachFailure() throws Exception {
        try (var scenario = stage.scenario()) {
            scenario.externalSecret("bad", "1h");
            scenario.awaitCause("bad", Cause.SECRET_NOT_FOUND, SOON);
            long before = reads(scenario, List.of("bad"));
            Thread.sleep(15_000);
            assertThat(reads(scenario, List.of("bad")) - before).isBetween(1L, 6L);
            scenario.source("bad", 1);
            // The next wait may be of 32 s on a slow machine, where one try more has failed.
            scenario.awaitVersion("bad", 1, Duration.ofSeconds(75));
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(scenario.ready("bad")).startsWith("True/"));
        }
    }

    private long reads(Scenario scenario, List<String> names) {
        return names.stream()
                .mapToLong(name -> stage.vault().reads("secret/data/" + scenario.namespace() + "/" + name))
                .sum();
    }

    private static void once(Scenario scenario, String name, String refresh) {
        scenario.apply("""
                {"apiVersion": "external-secrets.io/v1", "kind": "ExternalSecret", "metadata": {"name": "%s"},
                 "spec": {%s, "secretStoreRef": {"name": "vault", "kind": "SecretStore"},
                   "dataFrom": [{"extract": {"key": "%s/%s"}}]}}
                """.formatted(name, refresh, scenario.namespace(), name));
    }
}
