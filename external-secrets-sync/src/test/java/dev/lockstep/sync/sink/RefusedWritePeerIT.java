package dev.lockstep.sync.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.sync.Specs;
import dev.lockstep.sync.engine.Cause;
import dev.lockstep.sync.engine.Creation;
import dev.lockstep.sync.engine.ResourceKey;
import dev.lockstep.sync.engine.SecretName;
import dev.lockstep.sync.engine.SyncPlan;
import dev.lockstep.sync.peers.ControlPlane;
import dev.lockstep.sync.peers.ControlPlanes;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/// What is told of a write that the cluster does not let happen, or changes.
@Timeout(120)
@ExtendWith({ControlPlanes.class, Clusters.class})
class RefusedWritePeerIT {
    private ControlPlane plane;
    private Cluster cluster;
    private SecretName db;

    @BeforeEach
    void start(ControlPlane plane, Cluster cluster) {
        this.plane = plane;
        this.cluster = cluster;
        db = cluster.db();
    }

    @Test
    void anImmutableSecretKeepsItsData() {
        var spec = Cluster.immutable(cluster.spec("es", Creation.OWNER));
        cluster.bring(spec, "password", "one");
        var objectVersion = Cluster.mark(cluster.target(), spec);
        Cluster.failsWith(Cause.TARGET_IMMUTABLE, () -> {
            try (var data = Specs.data("password", "two")) {
                cluster.target().write(spec, new SyncPlan.Write(data, List.of(), objectVersion));
            }
        });
        assertThat(cluster.bring(cluster.forgetful(), spec, "password", "two")).isInstanceOf(SyncPlan.Keep.class);
        assertThat(cluster.texts()).isEqualTo(Map.of("password", "one"));
    }

    @Test
    void saysThatTheApiServerRefusedAndNotWhatItWasSent() {
        cluster.make(db, "kubernetes.io/tls", "tls.crt", "c", "tls.key", "k");
        var spec = cluster.spec("es", Creation.OWNER);
        assertThatThrownBy(() -> cluster.bring(spec, "password", "canary-of-value"))
                .isInstanceOfSatisfying(TargetException.class, e -> {
                    assertThat(e.error().cause()).isEqualTo(Cause.TARGET_REFUSED);
                    assertThat(e.error().toString()).doesNotContain("canary").contains("422 Invalid");
                });
        assertThat(cluster.texts()).isEqualTo(Map.of("tls.crt", "c", "tls.key", "k"));
    }

    @Test
    void saysThatAnAdmissionPolicyRefused() {
        plane.kubectl("label", "namespace", cluster.namespace(), "refuse=secrets");
        var policy = "refuse-" + cluster.namespace();
        cluster.applyYaml("""
                apiVersion: admissionregistration.k8s.io/v1
                kind: ValidatingAdmissionPolicy
                metadata: {name: %1$s}
                spec:
                  matchConstraints:
                    resourceRules: [{apiGroups: [""], apiVersions: [v1], operations: [CREATE, UPDATE], resources: [secrets]}]
                  validations: [{expression: "!has(object.data.password)", messageExpression: "'no ' + string(object.data.password)"}]
                ---
                apiVersion: admissionregistration.k8s.io/v1
                kind: ValidatingAdmissionPolicyBinding
                metadata: {name: %1$s}
                spec:
                  policyName: %1$s
                  validationActions: [Deny]
                  matchResources: {namespaceSelector: {matchLabels: {refuse: secrets}}}
                """.formatted(policy));
        var spec = cluster.spec("es", Creation.OWNER);
        Awaitility.await().pollInterval(Duration.ofMillis(300)).untilAsserted(() -> {
            var free = Cluster.spec(
                    new ResourceKey("ExternalSecret", cluster.namespace(), "no-owner", ""),
                    new SecretName(cluster.namespace(), "s" + System.nanoTime()),
                    Creation.ORPHAN,
                    Map.of());
            Cluster.failsWith(Cause.TARGET_REFUSED, () -> cluster.bring(free, "password", "one"));
        });
        assertThatThrownBy(() -> cluster.bring(spec, "password", "canary-of-value"))
                .hasMessageContaining("refuses the write")
                .hasMessageNotContaining("canary")
                .hasMessageNotContaining("Y2FuYXJ5");
    }

    @Test
    void writesNothingOnceTheGateIsClosed() {
        var spec = cluster.spec("es", Creation.OWNER);
        cluster.bring(spec, "password", "one");
        cluster.closeGate();
        Cluster.failsWith(Cause.TARGET_UNREACHABLE, () -> cluster.bring(spec, "password", "two"));
        Cluster.failsWith(
                Cause.TARGET_UNREACHABLE, () -> cluster.target().remove(db, Cluster.mark(cluster.target(), spec)));
        Cluster.failsWith(
                Cause.TARGET_UNREACHABLE,
                () -> cluster.bring(
                        Cluster.spec(
                                spec.resourceKey(),
                                new SecretName(cluster.namespace(), "new"),
                                Creation.OWNER,
                                Map.of()),
                        "a",
                        "1"));
        assertThat(cluster.texts()).isEqualTo(Map.of("password", "one"));
    }

    @Test
    void whatAnAdmissionPolicyMakesOfAWriteIsNotFoughtOver() {
        plane.kubectl("label", "namespace", cluster.namespace(), "change=secrets");
        cluster.applyYaml("""
                apiVersion: admissionregistration.k8s.io/v1
                kind: MutatingAdmissionPolicy
                metadata: {name: change-secrets}
                spec:
                  reinvocationPolicy: Never
                  matchConstraints:
                    resourceRules: [{apiGroups: [""], apiVersions: [v1], operations: [CREATE, UPDATE], resources: [secrets]}]
                  mutations:
                  - patchType: JSONPatch
                    jsonPatch: {expression: "[JSONPatch{op: 'add', path: '/data/password', value: 'Y2hhbmdlZA=='}]"}
                ---
                apiVersion: admissionregistration.k8s.io/v1
                kind: MutatingAdmissionPolicyBinding
                metadata: {name: change-secrets}
                spec:
                  policyName: change-secrets
                  matchResources: {namespaceSelector: {matchLabels: {change: secrets}}}
                """);
        var probe = new SecretName(cluster.namespace(), "probe");
        Awaitility.await().pollInterval(Duration.ofMillis(300)).until(() -> {
            cluster.make(probe, "Opaque", "password", "one");
            boolean changed = Cluster.texts(cluster.see(probe)).containsValue("changed");
            cluster.delete(probe);
            return changed;
        });
        var spec = cluster.spec("es", Creation.OWNER);
        cluster.bring(spec, "password", "one");
        assertThat(cluster.texts()).isEqualTo(Map.of("password", "changed"));
        for (int i = 0; i < 5; i++) {
            assertThat(cluster.bring(spec, "password", "one")).isInstanceOf(SyncPlan.UpToDate.class);
        }
        cluster.bring(spec, "password", "two");
        var version = cluster.see(db).getMetadata().getResourceVersion();
        cluster.bring(cluster.forgetful(), spec, "password", "two");
        assertThat(cluster.see(db).getMetadata().getResourceVersion()).isEqualTo(version);
    }
}
