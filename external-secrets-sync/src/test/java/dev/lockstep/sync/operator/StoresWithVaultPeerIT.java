package dev.lockstep.sync.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lockstep.sync.api.Condition;
import dev.lockstep.sync.api.SecretStoreResource;
import dev.lockstep.sync.engine.Cause;
import dev.lockstep.sync.engine.Decoding;
import dev.lockstep.sync.engine.Due;
import dev.lockstep.sync.engine.Entry;
import dev.lockstep.sync.engine.FetchPlan;
import dev.lockstep.sync.engine.Fetched;
import dev.lockstep.sync.engine.RemoteRef;
import dev.lockstep.sync.engine.ResourceKey;
import dev.lockstep.sync.engine.StoreRef;
import dev.lockstep.sync.peers.ControlPlane;
import dev.lockstep.sync.peers.ControlPlanes;
import dev.lockstep.sync.peers.VaultServer;
import dev.lockstep.sync.peers.VaultServers;
import dev.lockstep.sync.store.Reach;
import dev.lockstep.sync.store.StoreGateway;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/// Stores of a real cluster in front of a real Vault: whose credential counts, and since when.
@Timeout(180)
@ExtendWith({ControlPlanes.class, VaultServers.class})
class StoresWithVaultPeerIT {
    private final BlockingQueue<Set<ResourceKey>> told = new LinkedBlockingQueue<>();
    private final ControlPlane plane;
    private final VaultServer vault;
    private final StoreWiring stores;
    private final StoreGateway gateway;
    private final String namespace;

    StoresWithVaultPeerIT(ControlPlane plane, VaultServer vault) {
        this.plane = plane;
        this.vault = vault;
        this.namespace = plane.namespace();
        stores = new StoreWiring(
                plane.client(),
                new ApiServer(plane.client(), new ApiCalls()),
                "",
                Reach.POLICY,
                Reach.LOOPBACK,
                "default",
                (consumers, _) -> told.add(consumers),
                InstantSource.system());
        gateway = new StoreGateway(stores.catalog());
        stores.watch(true);
        vault.put("secret/" + namespace + "/db", "{\"password\":\"canary\"}");
        vault.policy(namespace, "path \"secret/data/" + namespace + "/*\" { capabilities = [\"read\"] }");
    }

    @BeforeAll
    static void defineTheResources(ControlPlane plane) {
        var crds = Path.of(System.getProperty("lockstep.root"), "deploy", "crds");
        plane.kubectl("apply", "--server-side", "-f", crds.toString());
        plane.kubectl("wait", "--for=condition=Established", "crd", "--all", "--timeout=60s");
    }

    @AfterEach
    void end() {
        stores.close();
        gateway.close();
    }

    @Test
    void usesARepairedCredentialAtOnce() throws Exception {
        var store = new StoreRef(StoreRef.Kind.NAMESPACED, "vault");
        var consumer = consumer(namespace);
        token(namespace, vault.token("\"policies\":[\"default\"]"));
        apply(store("SecretStore", "vault"));
        stores.catalog().uses(consumer, Set.of(store));
        await().untilAsserted(() -> assertThat(fetch(consumer, store))
                .isInstanceOfSatisfying(
                        Fetched.Failed.class,
                        failed -> assertThat(failed.error().cause()).isEqualTo(Cause.ACCESS_DENIED)));
        told.clear();

        token(namespace, vault.token("\"policies\":[\"" + namespace + "\"]"));

        assertThat(told.poll(1, TimeUnit.SECONDS)).containsExactly(consumer);
        assertThat(fetch(consumer, store)).isInstanceOf(Fetched.Found.class);
    }

    @Test
    void sharesNothingBetweenNamespacesThatLogInForThemselves() {
        var shared = new StoreRef(StoreRef.Kind.CLUSTER, namespace);
        var other = plane.namespace();
        token(namespace, vault.token("\"policies\":[\"" + namespace + "\"]"));
        token(other, vault.token("\"policies\":[\"default\"]"));
        apply(store("ClusterSecretStore", namespace));

        await().untilAsserted(
                        () -> assertThat(fetch(consumer(namespace), shared)).isInstanceOf(Fetched.Found.class));
        assertThat(fetch(consumer(other), shared))
                .isInstanceOfSatisfying(
                        Fetched.Failed.class,
                        failed -> assertThat(failed.error().cause()).isEqualTo(Cause.ACCESS_DENIED));
        assertThat(fetch(consumer(plane.namespace()), shared))
                .isInstanceOfSatisfying(
                        Fetched.Failed.class,
                        failed -> assertThat(failed.error().cause()).isEqualTo(Cause.CREDENTIAL_MISSING));
    }

    @Test
    void tellsInTheStatusWhetherVaultAcceptsTheCredential() {
        stores.check(gateway, () -> true, StoreChecks.Observer.NONE, Duration.ofMinutes(5), true);
        var token = vault.token("\"policies\":[\"default\"]");
        token(namespace, "no-token");
        apply(store("SecretStore", "vault"));
        awaitReason("InvalidProviderConfig");

        token(namespace, token);

        awaitReason("Valid");
    }

    private void awaitReason(String reason) {
        await().untilAsserted(() -> assertThat(plane.client()
                        .resources(SecretStoreResource.class)
                        .inNamespace(namespace)
                        .withName("vault")
                        .get()
                        .getStatus()
                        .conditions())
                .extracting(Condition::reason)
                .containsExactly(reason));
    }

    private Fetched fetch(ResourceKey consumer, StoreRef store) {
        var reference = RemoteRef.newest(namespace + "/db");
        var needs = new LinkedHashMap<>(Map.of(store, List.of(reference)));
        var due = new Due.Now(Due.Why.NEVER_SYNCED, Instant.now());
        var entry = new Entry.Single("spec.data[0]", store, reference, "", "KEY", Decoding.NONE, false);
        try (var answers = gateway.fetch(consumer, new FetchPlan(needs), due)) {
            return answers.to(entry);
        }
    }

    private void token(String where, String token) {
        plane.client()
                .secrets()
                .inNamespace(where)
                .resource(new SecretBuilder()
                        .withNewMetadata()
                        .withName("token")
                        .endMetadata()
                        .withStringData(Map.of("token", token))
                        .build())
                .serverSideApply();
    }

    private String store(String kind, String name) {
        var where = kind.equals("SecretStore") ? "namespace: " + namespace : "labels: {}";
        return """
                apiVersion: external-secrets.io/v1
                kind: %s
                metadata: {name: %s, %s}
                spec:
                  provider:
                    vault:
                      server: %s
                      path: secret
                      auth: {tokenSecretRef: {name: token, key: token}}
                """.formatted(kind, name, where, vault.address());
    }

    private void apply(String yaml) {
        plane.client()
                .load(new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8)))
                .serverSideApply();
    }

    private static ResourceKey consumer(String namespace) {
        return new ResourceKey("ExternalSecret", namespace, "es", "uid-" + namespace);
    }
}
