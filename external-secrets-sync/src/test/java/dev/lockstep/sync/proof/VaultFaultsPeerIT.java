package dev.lockstep.sync.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lockstep.sync.engine.Cause;
import dev.lockstep.sync.peers.PeerScripts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// What a Vault, and the network before it, can do to the operator.
@Timeout(180)
@ExtendWith(Stages.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class VaultFaultsPeerIT {
    private static final Duration SOON = Duration.ofSeconds(15);
    private static final Duration HEALED = Duration.ofSeconds(75);

    @TempDir
    private Path folder;

    private final List<Scenario> scenarios = new ArrayList<>();
    private Stage stage;
    private OperatorProcess operator;

    @BeforeAll
    void start(Stage stage) {
        this.stage = stage;
        operator = stage.operator("--leader-election=false");
    }

    @AfterAll
    void stop() {
        operator.close();
    }

    @AfterEach
    void end() throws IOException {
        for (var scenario : scenarios) scenario.close();
        scenarios.clear();
        assertThat(operator.isLive()).isTrue();
    }

    @Test
    void whateverTheServiceAnswersNothingIsLostAndAllHealByItself() {
        var page = "<html><body>" + Stamp.CANARY + "</body></html>";
        Map<String, Fault> faults = new LinkedHashMap<>();
        faults.put("500", Fault.vault(500, "internal error"));
        faults.put("502", Fault.answer(502, Map.of("Content-Type", "text/html"), page));
        faults.put("503", Fault.vault(503, "unavailable"));
        faults.put("429", Fault.vault(429, "request rate limit exceeded"));
        faults.put("412", Fault.vault(412, "required index state not present"));
        faults.put("a page", Fault.answer(200, Map.of("Content-Type", "text/html"), page));
        faults.put("nothing", Fault.answer(200, Map.of(), ""));
        faults.put("no document", Fault.answer(200, Map.of(), "[1, 2"));
        faults.put("another document", Fault.answer(200, Map.of(), "{\"data\": 7}"));
        faults.put("cut", new Fault.Cut());
        faults.put("truncated", new Fault.Truncated());
        faults.put("1 GB", new Fault.Huge(1L << 30));
        faults.put("gzip bomb", new Fault.GzipBomb());
        faults.put("stall", new Fault.Stall());
        faults.put("drip", new Fault.Drip());
        faults.put("too late", new Fault.Late(Duration.ofSeconds(100)));
        Map<String, Scenario> met = new LinkedHashMap<>();
        for (var fault : faults.keySet()) met.put(fault, synced("db", "2s"));
        met.forEach((name, scenario) -> scenario.proxy().all(faults.get(name)));
        met.forEach((name, scenario) -> {
            scenario.source("db", 2);
            await("status after " + name)
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> scenario.ready("db").startsWith("False/"));
            assertThat(scenario.data("db")).as(name).isEqualTo(Stamp.version(1, 3));
            assertThat(scenario.status("db")).as(name).contains("staleSince");
        });
        operator.assertBounded();
        met.values().forEach(scenario -> scenario.proxy().heal());
        met.forEach((name, scenario) -> {
            scenario.awaitVersion("db", 2, HEALED);
            scenario.awaitReady("db", SOON);
        });
        met.values().forEach(scenario -> scenario.assertSafe(operator));
    }

    @Test
    void aServiceThatIsDownIsProbedAndNotStormed() throws Exception {
        var scenario = synced("db", "1s");
        for (int i = 0; i < 20; i++) {
            scenario.source("db" + i, 1);
            scenario.externalSecret("db" + i, "1s");
        }
        for (int i = 0; i < 20; i++) scenario.awaitReady("db" + i, SOON);
        scenario.proxy().all(Fault.vault(503, "down"));
        scenario.awaitCause("db", Cause.UNREACHABLE, SOON);
        Thread.sleep(2000);
        scenario.proxy().forget();
        Thread.sleep(8000);
        assertThat(scenario.proxy().requests().size())
                .as("requests in 8 s for 21 resources of 1 s")
                .isLessThanOrEqualTo(10);
        scenario.source("db7", 2);
        scenario.proxy().heal();
        scenario.awaitVersion("db7", 2, HEALED);
        scenario.assertSafe(operator);
    }

    @Test
    void retryAfterIsHonoured() throws Exception {
        var scenario = synced("db", "1s");
        scenario.proxy().all(Fault.answer(429, Map.of("Retry-After", "8"), "{\"errors\":[]}"));
        scenario.awaitCause("db", Cause.THROTTLED, SOON);
        scenario.proxy().forget();
        Thread.sleep(5000);
        assertThat(scenario.proxy().requests()).as("asked while told to wait").isEmpty();
        scenario.source("db", 2);
        scenario.proxy().heal();
        scenario.awaitVersion("db", 2, HEALED);
        scenario.assertSafe(operator);
    }

    @Test
    void othersKeepTheirScheduleWhileOneServiceHangs() {
        var hanging = synced("db", "1s");
        for (int i = 0; i < 40; i++) hanging.externalSecret("waits" + i, "1s");
        hanging.proxy().all(new Fault.Stall());
        var other = synced("db", "2s");
        for (int version = 2; version <= 5; version++) {
            other.source("db", version);
            var changed = Instant.now();
            other.awaitVersion("db", version, Duration.ofSeconds(10));
            assertThat(Duration.between(changed, Instant.now())).isLessThan(Duration.ofMillis(4500));
        }
        other.assertSafe(operator);
    }

    @Test
    void aRedirectToAnotherHostIsNotFollowed() throws IOException {
        var scenario = synced("db", "2s");
        try (var foreign = FaultProxy.plain(stage.vault().address().getPort())) {
            scenario.proxy()
                    .script(request -> Fault.answer(
                            307, Map.of("Location", "http://localhost:" + foreign.port() + request.path()), ""));
            await().atMost(SOON).until(() -> scenario.ready("db").startsWith("False/"));
            assertThat(foreign.requests()).isEmpty();
            scenario.source("db", 2);
            scenario.proxy().heal();
            scenario.awaitVersion("db", 2, HEALED);
        }
        scenario.assertSafe(operator);
    }

    @Test
    void aSealedVaultIsNamedAndFollowedWhenItIsUnsealed() {
        var scenario = synced("db", "2s");
        stage.vault().seal();
        try {
            scenario.awaitCause("db", Cause.SEALED, SOON);
            assertThat(scenario.data("db")).isEqualTo(Stamp.version(1, 3));
        } finally {
            stage.vault().unseal();
        }
        await().ignoreExceptions().atMost(SOON).until(() -> {
            scenario.source("db", 2);
            return true;
        });
        scenario.awaitVersion("db", 2, HEALED);
        scenario.assertSafe(operator);
    }

    @Test
    void aRevokedTokenLosesNothingAndANewOneHealsAtOnce() {
        var scenario = synced("db", "2s");
        var token = scenario.token("\"ttl\":\"1h\"");
        scenario.credential(token);
        scenario.source("db", 2);
        scenario.awaitVersion("db", 2, SOON);
        stage.vault().revoke(token);
        await().atMost(SOON).until(() -> scenario.ready("db").startsWith("False/"));
        assertThat(scenario.status("db")).containsAnyOf(Cause.ACCESS_DENIED.spelled(), Cause.AUTH_FAILED.spelled());
        scenario.source("db", 3);
        scenario.credential(scenario.token("\"ttl\":\"1h\""));
        scenario.awaitVersion("db", 3, SOON);
        scenario.assertSafe(operator);
    }

    @Test
    void aTokenWithFewUsesLosesNothingWhenTheyAreOver() {
        var scenario = synced("db", "1s");
        scenario.credential(scenario.token("\"num_uses\":4"));
        await().atMost(SOON).until(() -> scenario.ready("db").startsWith("False/"));
        scenario.source("db", 2);
        scenario.credential(scenario.token("\"ttl\":\"1h\""));
        scenario.awaitVersion("db", 2, SOON);
        scenario.assertSafe(operator);
    }

    @Test
    void aForbiddenSecretIsNeverTakenForAMissingOne() throws Exception {
        var scenario = scenario();
        scenario.source("db", 1);
        scenario.externalSecret("db", "1s", "{\"deletionPolicy\": \"Delete\"}");
        scenario.awaitVersion("db", 1, SOON);
        scenario.forbid();
        scenario.awaitCause("db", Cause.ACCESS_DENIED, SOON);
        Thread.sleep(3000);
        assertThat(scenario.data("db")).isEqualTo(Stamp.version(1, 3));
        scenario.allow();
        scenario.source("db", 2);
        scenario.awaitVersion("db", 2, HEALED);
        scenario.assertSafe(operator);
    }

    @Test
    void aSecretThatIsGoneTakesItsTargetOnlyWhenTheServiceItselfSaysSo() {
        var scenario = scenario();
        scenario.source("db", 1);
        scenario.externalSecret("db", "1s", "{\"deletionPolicy\": \"Delete\"}");
        scenario.awaitVersion("db", 1, SOON);
        scenario.sourceGone("db");
        await().atMost(SOON).until(() -> scenario.data("db").isEmpty());
        assertThat(scenario.ready("db")).isEqualTo("True/SecretDeleted");
        scenario.source("db", 2);
        scenario.awaitVersion("db", 2, HEALED);
    }

    @Test
    void theAuthorityThatAConfigMapNamesIsTrustedAndNoOther() throws Exception {
        var pki = stage.plane().directory().resolve("pki");
        var scenario = scenario();
        scenario.source("db", 1);
        scenario.authority(anotherAuthority());
        try (var tls = TlsProxy.beforePlain(pki, stage.vault().address().getPort())) {
            scenario.apply("""
                    {"apiVersion": "external-secrets.io/v1", "kind": "SecretStore", "metadata": {"name": "tls"},
                     "spec": {"provider": {"vault": {"server": "https://127.0.0.1:%d", "path": "secret",
                       "caProvider": {"type": "ConfigMap", "name": "authority", "key": "ca.crt"},
                       "auth": {"tokenSecretRef": {"name": "credential", "key": "token"}}}}}}
                    """.formatted(tls.port()));
            scenario.externalSecret("db", "tls", "1h", "{}");
            scenario.awaitCause("db", Cause.UNREACHABLE, SOON);
            assertThat(tls.requests())
                    .as("sent to a server that is not trusted")
                    .isEmpty();
            scenario.authority(Files.readString(pki.resolve("ca.crt")));
            scenario.awaitVersion("db", 1, SOON);
            scenario.awaitReady("db", SOON);
        }
        scenario.assertSafe(operator);
    }

    private String anotherAuthority() throws IOException {
        var certificate = folder.resolve("another.crt");
        var command = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=another";
        PeerScripts.run(
                Map.of(),
                Stream.concat(
                                Stream.of(command.split(" ")),
                                Stream.of("-keyout", folder.resolve("another.key"), "-out", certificate))
                        .map(Object::toString)
                        .toList());
        return Files.readString(certificate);
    }

    private Scenario scenario() {
        var scenario = stage.scenario();
        scenarios.add(scenario);
        return scenario;
    }

    /// A scenario with one ExternalSecret that has version 1.
    private Scenario synced(String name, String interval) {
        var scenario = scenario();
        scenario.source(name, 1);
        scenario.externalSecret(name, interval);
        scenario.awaitVersion(name, 1, SOON);
        scenario.awaitReady(name, SOON);
        return scenario;
    }
}
