package dev.lockstep.sync.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.lockstep.sync.peers.ControlPlane;
import dev.lockstep.sync.peers.ControlPlanes;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The CRDs in a real API server.
@Timeout(180)
@TestInstance(Lifecycle.PER_CLASS)
@ExtendWith(ControlPlanes.class)
class CustomResourcesPeerIT {
    private static final Path ROOT = Path.of(System.getProperty("lockstep.root"));
    private static final Set<String> KINDS = Set.of("ExternalSecret", "SecretStore", "ClusterSecretStore");

    private ControlPlane plane;
    private String namespace;

    @BeforeAll
    void establish(ControlPlane plane) {
        this.plane = plane;
        var crds = ROOT.resolve("deploy").resolve("crds").toString();
        plane.kubectl("apply", "--server-side", "--force-conflicts", "-f", crds);
        plane.kubectl("wait", "--for=condition=Established", "--timeout=60s", "-f", crds);
    }

    @BeforeEach
    void separate() {
        namespace = plane.namespace();
    }

    @Test
    void fillInTheDefaultsOfEso() {
        var spec = spec(create(resource("secretStoreRef: {name: s}")));
        assertThat(spec)
                .isEqualTo(Map.of(
                        "secretStoreRef",
                        Map.of("name", "s"),
                        "refreshInterval",
                        "1h0m0s",
                        "target",
                        Map.of("creationPolicy", "Owner", "deletionPolicy", "Retain")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "0s", "1h0m0s", "1.5h", "90m", "1h30m10s500ms", ".5s", "+5m"})
    void takeDurations(String interval) {
        create(resource("refreshInterval: '" + interval + "'"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1s", "5", "abc", "1d", "300y", "1h ", "-0", ""})
    void refuseWhatIsNoDuration(String interval) {
        assertThatThrownBy(() -> create(resource("refreshInterval: '" + interval + "'")))
                .isInstanceOf(KubernetesClientException.class)
                .hasMessageContaining("spec.refreshInterval");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "refreshPolicy: Sometimes",
                "target: {creationPolicy: Take}",
                "target: {name: A}",
                "secretStoreRef: {name: s, kind: Store}",
                "data: [{secretKey: a/b, remoteRef: {key: a}}]",
                "data: [{secretKey: a}]",
                "data: [{secretKey: a, remoteRef: {key: a}, sourceRef: {}}]",
                "dataFrom: [{extract: {key: a}, rewrite: [{}]}]",
                "dataFrom: [{extract: {key: a}, rewrite: [{regexp: {source: a, target: b}, transform: {template: c}}]}]",
            })
    void refuseWhatEsoRefuses(String fields) {
        assertThatThrownBy(() -> create(resource(fields))).isInstanceOf(KubernetesClientException.class);
    }

    @Test
    void letResourcesBeSelectedByTheirStoreAndTarget() {
        create(resource("secretStoreRef: {name: one, kind: ClusterSecretStore}, target: {name: t}"));
        for (var selector : List.of(
                "spec.secretStoreRef.name=one",
                "spec.secretStoreRef.kind=ClusterSecretStore",
                "spec.target.name=t",
                "spec.refreshInterval=1h0m0s")) {
            assertThat(plane.kubectl("-n", namespace, "get", "es", "-o", "name", "--field-selector", selector))
                    .isEqualTo("externalsecret.external-secrets.io/es\n");
        }
        assertThat(plane.kubectl("-n", namespace, "get", "es", "-o", "name", "--field-selector", "spec.target.name=u"))
                .isEmpty();
    }

    @Test
    void showTheColumnsOfEso() {
        create(resource("secretStoreRef: {name: one}"));
        create(resource("SecretStore", "s", "provider: {fake: {data: []}}"));
        assertThat(columns("externalsecrets"))
                .isEqualTo("NAME STORETYPE STORE REFRESH INTERVAL STATUS READY LAST SYNC");
        assertThat(columns("secretstores")).isEqualTo("NAME AGE STATUS CAPABILITIES READY");
        assertThat(plane.kubectl("-n", namespace, "get", "external-secrets", "-o", "name"))
                .contains("externalsecret.external-secrets.io/es", "secretstore.external-secrets.io/s");
        assertThat(plane.kubectl("explain", "es.spec.target.creationPolicy")).contains("CreateOrMerge");
    }

    private String columns(String resource) {
        return plane.kubectl("-n", namespace, "get", resource)
                .lines()
                .findFirst()
                .orElse("")
                .replaceAll(" +", " ")
                .strip();
    }

    @Test
    void keepTheStatusApartAndWhole() {
        create(resource("secretStoreRef: {name: one}"));
        var status = new ExternalSecretStatus(
                "2026-11-24T12:00:00Z",
                "1-aa",
                List.of(new Condition("Ready", "True", "SecretSynced", "secret synced", "2026-11-24T12:00:00Z")),
                new ExternalSecretStatus.Binding(""),
                1L,
                new SyncReport(
                        "Throttled",
                        "spec.data[0]",
                        "wait",
                        "2026-11-24T12:00:00Z",
                        3,
                        "2026-11-24T12:01:00Z",
                        "2026-11-24T13:00:00Z",
                        "1-bb",
                        new SyncReport.TargetState("u", "7"),
                        List.of(new SyncReport.Key(
                                "A", new SyncReport.Store("SecretStore", "s"), "a", "p", "1", "2026-11-24T12:00:00Z")),
                        1));
        var specs = plane.client().resources(ExternalSecret.class).inNamespace(namespace);
        specs.withName("es")
                .subresource("status")
                .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"status\": " + Serialization.asJson(status) + "}");
        var stored = specs.withName("es").get();
        assertThat(stored.getStatus()).isEqualTo(status);
        assertThat(stored.getMetadata().getGeneration()).isEqualTo(1);
    }

    /// The recorded cases of ESO 2.9, as far as they are there.
    @Test
    void keepEveryFieldOfTheRecordedCases() throws Exception {
        var cases = Path.of(System.getProperty("lockstep.cases")).resolve("eso").resolve("cases");
        assumeThat(cases).isDirectory();
        int kept = 0;
        try (var files = Files.list(cases)) {
            for (var file : files.sorted().toList()) {
                for (var resource : applied(Files.readString(file).replace("$NS", namespace))) {
                    var stored = plane.client()
                            .resource(resource)
                            .inNamespace(namespace)
                            .createOr(r -> r.update());
                    assertThat(pruned(resource.get("spec"), stored.get("spec"), "spec"))
                            .as(file.getFileName().toString())
                            .isEmpty();
                    kept++;
                }
            }
        }
        assertThat(kept).isGreaterThan(80);
    }

    /// All of our kinds that a case applies, in order.
    private static List<GenericKubernetesResource> applied(String text) {
        List<GenericKubernetesResource> resources = new ArrayList<>();
        collect(Serialization.unmarshal(text, Map.class), resources);
        return resources;
    }

    private static void collect(Object node, List<GenericKubernetesResource> resources) {
        switch (node) {
            case Map<?, ?> map
            when KINDS.contains(String.valueOf(map.get("kind"))) && map.containsKey("apiVersion") ->
                resources.add(Serialization.unmarshal(Serialization.asJson(map), GenericKubernetesResource.class));
            case Map<?, ?> map -> map.values().forEach(value -> collect(value, resources));
            case List<?> list -> list.forEach(value -> collect(value, resources));
            case null, default -> {}
        }
    }

    /// The places of what was written and is not there, or is something else.
    private static List<String> pruned(Object written, Object stored, String place) {
        List<String> places = new ArrayList<>();
        if (written instanceof Map<?, ?> members && stored instanceof Map<?, ?> kept) {
            members.forEach((name, value) -> places.addAll(pruned(value, kept.get(name), place + "." + name)));
        } else if (written instanceof List<?> items && stored instanceof List<?> kept && items.size() == kept.size()) {
            for (int i = 0; i < items.size(); i++) {
                places.addAll(pruned(items.get(i), kept.get(i), place + "[" + i + "]"));
            }
        } else if (!written.equals(stored)) {
            places.add(place);
        }
        return places;
    }

    private GenericKubernetesResource create(GenericKubernetesResource resource) {
        return plane.client().resource(resource).inNamespace(namespace).create();
    }

    private static Map<?, ?> spec(GenericKubernetesResource resource) {
        return (Map<?, ?>) resource.get("spec");
    }

    private static GenericKubernetesResource resource(String fields) {
        return resource("ExternalSecret", "es", fields);
    }

    private static GenericKubernetesResource resource(String kind, String name, String fields) {
        return Serialization.unmarshal("""
                apiVersion: external-secrets.io/v1
                kind: %s
                metadata: {name: %s}
                spec: {%s}
                """.formatted(kind, name, fields), GenericKubernetesResource.class);
    }
}
