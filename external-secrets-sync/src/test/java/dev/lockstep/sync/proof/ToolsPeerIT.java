package dev.lockstep.sync.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.lockstep.sync.peers.ControlPlane;
import dev.lockstep.sync.peers.ControlPlanes;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.rbac.PolicyRuleBuilder;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/// The tools of the proofs, against changes made by hand: what they do not see, they cannot prove.
@Timeout(120)
@ExtendWith(ControlPlanes.class)
class ToolsPeerIT {
    private static final Duration SOON = Duration.ofSeconds(10);

    private ControlPlane plane;
    private String namespace;

    @BeforeEach
    void start(ControlPlane plane) {
        this.plane = plane;
        plane.kubectl(
                "apply",
                "--server-side",
                "-f",
                Stage.repository().resolve("deploy/crds").toString());
        plane.kubectl("wait", "--for=condition=Established", "crd", "--all", "--timeout=60s");
        namespace = plane.namespace();
    }

    @Test
    void theRecorderSeesEveryStateAndTheInvariantsCatchWhatWasDoneToIt() {
        try (var recorder = new Recorder(plane.client(), namespace)) {
            for (int version = 1; version <= 20; version++) apply(Stamp.version(version, 3));
            await().atMost(SOON).until(() -> recorder.secrets("db").size() == 20);
            assertThat(Invariants.wholeVersions(recorder.secrets())).isEmpty();
            assertThat(Invariants.neverBackwards(recorder.secrets())).isEmpty();
            assertThat(Invariants.nothingLost(recorder.secrets(), Set.of())).isEmpty();
            apply(Map.of("key1", Stamp.value(3, 3, "key1"), "key2", Stamp.value(2, 3, "key2")));
            plane.client().secrets().inNamespace(namespace).withName("db").delete();
            await().atMost(SOON).until(() -> recorder.secrets("db").size() == 22);
            assertThat(Invariants.wholeVersions(recorder.secrets())).hasSize(1);
            assertThat(Invariants.neverBackwards(recorder.secrets())).hasSize(1);
            assertThat(Invariants.nothingLost(recorder.secrets(), Set.of())).hasSize(2);
        }
    }

    @Test
    void theRecorderReadsEventsAndStatuses() {
        try (var recorder = new Recorder(plane.client(), namespace)) {
            plane.client()
                    .genericKubernetesResources(Recorder.context("externalsecrets"))
                    .inNamespace(namespace)
                    .resource(new GenericKubernetesResourceBuilder()
                            .withApiVersion("external-secrets.io/v1")
                            .withKind("ExternalSecret")
                            .withNewMetadata()
                            .withName("db")
                            .addToAnnotations("told", Stamp.CANARY)
                            .endMetadata()
                            .addToAdditionalProperties("spec", Map.of("secretStoreRef", Map.of("name", "vault")))
                            .build())
                    .create();
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(Invariants.nothingTold(recorder.texts()))
                            .containsExactly("1 texts of resources hold a secret"));
        }
    }

    @Test
    void aProxyBeforeTheApiServerPassesRefusesAndCutsWatches() throws IOException {
        try (var api = TlsProxy.before(
                        plane.directory().resolve("pki"),
                        URI.create(plane.config().getMasterUrl()));
                var client = through(api)) {
            List<String> seen = new CopyOnWriteArrayList<>();
            try (var watch = client.secrets().inNamespace(namespace).watch(new Watcher<Secret>() {
                @Override
                public void eventReceived(Action action, Secret secret) {
                    seen.add(secret.getMetadata().getResourceVersion());
                }

                @Override
                public void onClose(WatcherException cause) {}
            })) {
                apply(Stamp.version(1, 3));
                await().atMost(SOON).until(() -> seen.size() == 1);
                assertThat(client.secrets().inNamespace(namespace).list().getItems())
                        .hasSize(1);
                api.cutAll();
                apply(Stamp.version(2, 3));
                await().atMost(SOON).until(() -> seen.size() == 2);
                assertThat(api.count(Request::isWatch)).isGreaterThanOrEqualTo(2);
                api.script(request -> request.writes() ? Fault.kubernetes(403, "Forbidden", Map.of()) : Fault.none());
                assertThatThrownBy(() -> client.secrets()
                                .inNamespace(namespace)
                                .withName("db")
                                .delete())
                        .isInstanceOfSatisfying(
                                KubernetesClientException.class,
                                refused -> assertThat(refused.getCode()).isEqualTo(403));
                assertThat(watch).isNotNull();
            }
        }
    }

    private KubernetesClient through(FaultProxy api) {
        var token = plane.account(
                namespace,
                "all",
                new PolicyRuleBuilder()
                        .withApiGroups("*")
                        .withResources("*")
                        .withVerbs("*")
                        .build());
        return plane.client(new ConfigBuilder(plane.config(token))
                .withMasterUrl("https://127.0.0.1:" + api.port())
                .withRequestRetryBackoffLimit(0)
                .build());
    }

    private void apply(Map<String, String> data) {
        var secrets = plane.client().secrets().inNamespace(namespace);
        var secret = new SecretBuilder()
                .withNewMetadata()
                .withName("db")
                .endMetadata()
                .withStringData(data)
                .build();
        if (secrets.withName("db").get() == null) secrets.resource(secret).create();
        else
            secrets.withName("db")
                    .edit(present -> new SecretBuilder(present)
                            .withData(null)
                            .withStringData(data)
                            .build());
    }
}
