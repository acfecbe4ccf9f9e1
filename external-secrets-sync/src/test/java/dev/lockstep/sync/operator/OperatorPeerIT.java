package dev.lockstep.sync.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.sync.api.ExternalSecret;
import dev.lockstep.sync.api.SecretStoreResource;
import dev.lockstep.sync.peers.ControlPlane;
import dev.lockstep.sync.peers.ControlPlanes;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/// The program beside a real API server, with a store that needs no service.
@Timeout(240)
@ExtendWith(ControlPlanes.class)
class OperatorPeerIT {
    private ControlPlane plane;
    private String namespace;

    @BeforeEach
    void prepare(ControlPlane plane) throws IOException {
        this.plane = plane;
        namespace = plane.namespace();
        plane.kubectl("apply", "--server-side", "-f", crds().toString());
        plane.kubectl("wait", "--for=condition=Established", "crd", "--all", "--timeout=60s");
        store("s3cret-one");
        apply("""
                apiVersion: external-secrets.io/v1
                kind: ExternalSecret
                metadata: {name: db}
                spec:
                  refreshInterval: 1h
                  secretStoreRef: {name: fake}
                  data: [{secretKey: password, remoteRef: {key: db}}]
                """);
    }

    private static Path crds() {
        var here = Path.of("").toAbsolutePath();
        var crds = here.resolveSibling("deploy").resolve("crds");
        return Files.isDirectory(crds) ? crds : here.resolve("deploy").resolve("crds");
    }

    private void store(String value) throws IOException {
        apply("""
                apiVersion: external-secrets.io/v1
                kind: SecretStore
                metadata: {name: fake}
                spec: {provider: {fake: {data: [{key: db, value: %s}]}}}
                """.formatted(value));
    }

    private void apply(String yaml, String... flags) throws IOException {
        var file = Files.writeString(Files.createTempFile("resource", ".yaml"), yaml);
        try {
            var words = new ArrayList<>(List.of("-n", namespace, "apply", "-f", file.toString()));
            words.addAll(List.of(flags));
            plane.kubectl(words.toArray(String[]::new));
        } finally {
            Files.delete(file);
        }
    }

    private RunningOperator operator() throws IOException {
        return RunningOperator.start(
                plane.kubeconfig(), "--namespace=" + namespace, "--leader-election-namespace=" + namespace);
    }

    private static ConditionFactory soon() {
        return Awaitility.await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(100));
    }

    private Secret secret() {
        return plane.client().secrets().inNamespace(namespace).withName("db").get();
    }

    private static String password(Secret secret) {
        return secret == null
                ? ""
                : new String(
                        Base64.getDecoder().decode(secret.getData().getOrDefault("password", "")),
                        StandardCharsets.UTF_8);
    }

    private void awaitPassword(String password) {
        soon().until(() -> password(secret()).equals(password));
    }

    private ExternalSecret resource() {
        return plane.client()
                .resources(ExternalSecret.class)
                .inNamespace(namespace)
                .withName("db")
                .get();
    }

    @Test
    void bringsDataKeepsItAndEndsInOrder() throws Exception {
        try (var operator = operator().ready("leading")) {
            awaitPassword("s3cret-one");
            soon().untilAsserted(() -> assertThat(resource().getStatus().conditions())
                    .singleElement()
                    .satisfies(ready -> assertThat(ready.reason()).isEqualTo("SecretSynced")));

            // A hand edit does not last, nor does a deletion.
            plane.kubectl("-n", namespace, "patch", "secret", "db", "-p", "{\"data\":{\"password\":\"eA==\"}}");
            awaitPassword("s3cret-one");
            plane.kubectl("-n", namespace, "delete", "secret", "db");
            awaitPassword("s3cret-one");

            // A new value is fetched when somebody asks for it, not before its interval is over.
            store("s3cret-two");
            plane.kubectl("-n", namespace, "annotate", "es", "db", "force-sync=1");
            awaitPassword("s3cret-two");

            System.out.println("resident memory of the operator: " + operator.memory() + " MiB");
            assertThat(operator.alive()).isEqualTo("ok\n");
            assertThat(operator.metrics())
                    .contains("lockstep_externalsecrets{reason=\"SecretSynced\"} 1.0")
                    .doesNotContain("s3cret");
            assertThat(operator.terminate()).isEqualTo(143);
            assertThat(operator.lines())
                    .contains("\"plan\":\"written\"", "\"msg\":\"reconciles ended\",\"all\":true")
                    .doesNotContain("s3cret");
        }
    }

    @Test
    void warnsOfFieldsThatTheApiServerDropped() throws Exception {
        apply("""
                apiVersion: external-secrets.io/v1
                kind: SecretStore
                metadata: {name: other}
                spec: {refreshIntervall: 60, provider: {fake: {data: [{key: db, value: '{"a": "b"}'}]}}}
                """, "--validate=false");
        apply("""
                apiVersion: external-secrets.io/v1
                kind: ExternalSecret
                metadata: {name: typo}
                spec:
                  secretStoreRef: {name: other}
                  data: [{secretKey: password, remoteRef: {key: db, propertie: a}}]
                """, "--validate=false");
        try (var _ = operator().ready("leading")) {
            soon().untilAsserted(() -> assertThat(plane.client()
                            .v1()
                            .events()
                            .inNamespace(namespace)
                            .list()
                            .getItems())
                    .filteredOn(event -> event.getReason().equals("UnknownField"))
                    .singleElement()
                    .satisfies(event -> {
                        assertThat(event.getType()).isEqualTo("Warning");
                        assertThat(event.getInvolvedObject().getName()).isEqualTo("typo");
                        assertThat(event.getMessage())
                                .isEqualTo("is ignored, because the API server does not know it: "
                                        + "spec.data[0].remoteRef.propertie (did you mean property?)");
                    }));
            soon().untilAsserted(() -> assertThat(plane.client()
                            .resources(SecretStoreResource.class)
                            .inNamespace(namespace)
                            .withName("other")
                            .get()
                            .getStatus()
                            .conditions())
                    .singleElement()
                    .satisfies(ready -> assertThat(ready.message())
                            .isEqualTo("store validated; ignored, unknown field: "
                                    + "spec.refreshIntervall (did you mean refreshInterval?)")));
        }
    }

    @Test
    void aRestartWritesNothing() throws Exception {
        try (var operator = operator().ready("leading")) {
            awaitPassword("s3cret-one");
            soon().until(() -> !resource().getStatus().refreshTime().isEmpty());
            operator.terminate();
        }
        var secret = secret().getMetadata().getResourceVersion();
        var status = resource().getMetadata().getResourceVersion();
        try (var operator = operator().ready("leading")) {
            soon().until(() -> operator.metrics()
                    .lines()
                    .anyMatch(line -> line.startsWith("externalsecret_sync_calls_total{") && line.endsWith(" 1")));
            assertThat(secret().getMetadata().getResourceVersion()).isEqualTo(secret);
            assertThat(resource().getMetadata().getResourceVersion()).isEqualTo(status);
        }
    }

    @Test
    void theSecondTakesOverFromTheFirst() throws Exception {
        try (var first = operator().ready("leading");
                var second = operator().ready("standby")) {
            awaitPassword("s3cret-one");
            first.kill();
            store("s3cret-two");
            plane.kubectl("-n", namespace, "annotate", "es", "db", "force-sync=1");
            second.ready("leading");
            awaitPassword("s3cret-two");
        }
    }

    /// With a kubeconfig that holds nothing but the token of an account.
    @Test
    void saysWhatItWaitsForAndGoesOnByItselfWhenItIsThere() throws Exception {
        plane.account(namespace, "operator");
        var kubeconfig = plane.kubeconfig(plane.token(namespace, "operator"));
        try (var operator = RunningOperator.start(kubeconfig, "--namespace=" + namespace)) {
            soon().until(() -> operator.lines()
                    .contains("\"lease\":\"" + namespace + "/lockstep-sync\",\"verb\":\"get\",\"code\":403"));
            allow("leases", "*", "leases.coordination.k8s.io");
            soon().until(() -> operator.lines()
                    .contains("\"waiting\",\"for\":\"externalsecrets.external-secrets.io\",\"code\":403"));
            assertThat(operator.alive()).isEqualTo("ok\n");

            plane.kubectl(
                    "create",
                    "clusterrolebinding",
                    namespace,
                    "--clusterrole=cluster-admin",
                    "--serviceaccount=" + namespace + ":operator");
            awaitPassword("s3cret-one");
            operator.ready("leading");
        } finally {
            plane.kubectl("delete", "clusterrolebinding", namespace, "--ignore-not-found");
        }
    }

    private void allow(String name, String verb, String resource) {
        plane.kubectl("-n", namespace, "create", "role", name, "--verb=" + verb, "--resource=" + resource);
        var account = "--serviceaccount=" + namespace + ":operator";
        plane.kubectl("-n", namespace, "create", "rolebinding", name, "--role=" + name, account);
    }

    @Test
    void freesAResourceThatEsoLeftItsFinalizerOn() throws Exception {
        try (var _ = operator().ready("leading")) {
            awaitPassword("s3cret-one");
            var finalizer = Map.of(
                    "metadata",
                    Map.of("finalizers", new String[] {"externalsecrets.external-secrets.io/externalsecret-cleanup"}));
            plane.kubectl("-n", namespace, "patch", "es", "db", "--type=merge", "-p", Serialization.asJson(finalizer));
            plane.kubectl("-n", namespace, "delete", "es", "db", "--wait=false");
            soon().until(() -> resource() == null);
            soon().until(() -> secret() == null); // owned, so the garbage collector takes it
        }
    }
}
