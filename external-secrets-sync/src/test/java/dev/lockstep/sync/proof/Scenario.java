package dev.lockstep.sync.proof;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lockstep.sync.engine.Cause;
import dev.lockstep.sync.peers.VaultServer;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// One namespace with secrets of its own in Vault, a store `vault` behind a proxy of its own, and an observer. Every
/// ExternalSecret takes the whole of one secret in Vault.
final class Scenario implements AutoCloseable {
    private static final String OWN = "path \"auth/token/lookup-self\" { capabilities = [\"read\"] }"
            + " path \"auth/token/renew-self\" { capabilities = [\"update\"] }";

    private final KubernetesClient client;
    private final VaultServer vault;
    private final String namespace;
    private final FaultProxy proxy;
    private final Recorder recorder;
    private final Set<String> deleted = new HashSet<>();

    Scenario(KubernetesClient client, VaultServer vault, String namespace) throws IOException {
        this.client = client;
        this.vault = vault;
        this.namespace = namespace;
        this.proxy = FaultProxy.plain(vault.address().getPort());
        this.recorder = new Recorder(client, namespace);
        allow();
        credential(token("\"ttl\":\"2h\""));
        store("vault", "");
    }

    String namespace() {
        return namespace;
    }

    FaultProxy proxy() {
        return proxy;
    }

    Recorder recorder() {
        return recorder;
    }

    /// Lets the tokens of this scenario read its secrets.
    void allow() {
        vault.policy(namespace, OWN + " path \"secret/data/" + namespace + "/*\" { capabilities = [\"read\"] }");
    }

    /// Lets them look at themselves and no more.
    void forbid() {
        vault.policy(namespace, OWN);
    }

    /// A token of this scenario.
    ///
    /// @param more fields of `auth/token/create`: `"ttl":"1h"`
    String token(String more) {
        return vault.token("\"policies\":[\"" + namespace + "\"],\"no_parent\":true," + more);
    }

    /// Puts another token into the Secret that the store reads it from.
    void credential(String token) {
        client.secrets()
                .inNamespace(namespace)
                .resource(new SecretBuilder()
                        .withNewMetadata()
                        .withName("credential")
                        .endMetadata()
                        .addToStringData("token", token)
                        .build())
                .forceConflicts()
                .serverSideApply();
    }

    /// Puts a certificate, in PEM, into the ConfigMap `authority` under `ca.crt`.
    void authority(String certificate) {
        client.configMaps()
                .inNamespace(namespace)
                .resource(new ConfigMapBuilder()
                        .withNewMetadata()
                        .withName("authority")
                        .endMetadata()
                        .addToData("ca.crt", certificate)
                        .build())
                .forceConflicts()
                .serverSideApply();
    }

    /// A store that goes through the proxy.
    ///
    /// @param more members of its `spec`, in JSON, each after a comma
    void store(String name, String more) {
        apply("""
                {"apiVersion": "external-secrets.io/v1", "kind": "SecretStore", "metadata": {"name": "%s"},
                 "spec": {"provider": {"vault": {"server": "http://127.0.0.1:%d", "path": "secret",
                   "auth": {"tokenSecretRef": {"name": "credential", "key": "token"}}}}%s}}
                """.formatted(name, proxy.port(), more));
    }

    /// Writes a version of the secret that the ExternalSecret of this name takes.
    void source(String name, int version) {
        source(name, version, 3);
    }

    void source(String name, int version, int keys) {
        value(name, Stamp.version(version, keys));
    }

    /// Writes a version of a secret of this scenario.
    void value(String name, Map<String, String> values) {
        vault.put("secret/" + namespace + "/" + name, Serialization.asJson(values));
    }

    void sourceGone(String name) {
        vault.delete("secret/metadata/" + namespace + "/" + name);
    }

    void externalSecret(String name, String interval) {
        externalSecret(name, interval, "{}");
    }

    /// @param target `spec.target`, in JSON
    void externalSecret(String name, String interval, String target) {
        externalSecret(name, "vault", interval, target);
    }

    void externalSecret(String name, String store, String interval, String target) {
        apply("""
                {"apiVersion": "external-secrets.io/v1", "kind": "ExternalSecret", "metadata": {"name": "%s"},
                 "spec": {"refreshInterval": "%s", "secretStoreRef": {"name": "%s", "kind": "SecretStore"},
                   "target": %s, "dataFrom": [{"extract": {"key": "%s/%s"}}]}}
                """.formatted(name, interval, store, target, namespace, name));
    }

    void apply(String json) {
        client.load(new ByteArrayInputStream(json.getBytes(UTF_8)))
                .inNamespace(namespace)
                .forceConflicts()
                .serverSideApply();
    }

    /// Deletes an ExternalSecret; what it owns may go too.
    void delete(String name) {
        deleted.add(namespace + "/" + name);
        client.genericKubernetesResources(Recorder.context("externalsecrets"))
                .inNamespace(namespace)
                .withName(name)
                .delete();
    }

    /// What the Secret holds now; empty if there is none.
    Map<String, String> data(String name) {
        var secret = client.secrets().inNamespace(namespace).withName(name).get();
        var data = new TreeMap<String, String>();
        if (secret != null && secret.getData() != null) {
            secret.getData()
                    .forEach((key, value) ->
                            data.put(key, new String(Base64.getDecoder().decode(value), UTF_8)));
        }
        return data;
    }

    void awaitVersion(String name, int version, Duration limit) {
        awaitData(name, Stamp.version(version, 3), limit);
    }

    void awaitData(String name, Map<String, String> data, Duration limit) {
        await("version in " + name)
                .atMost(limit)
                .pollInterval(Duration.ofMillis(200))
                .until(() -> data(name).equals(data));
    }

    /// Its status, as JSON; empty if there is none yet.
    String status(String name) {
        var resource = resource(name);
        return resource == null || resource.get("status") == null ? "" : Serialization.asJson(resource.get("status"));
    }

    /// `True/SecretSynced`, or empty.
    String ready(String name) {
        var resource = resource(name);
        List<Map<String, Object>> conditions = resource == null ? null : resource.get("status", "conditions");
        if (conditions == null) return "";
        return conditions.stream()
                .filter(condition -> "Ready".equals(condition.get("type")))
                .map(condition -> condition.get("status") + "/" + condition.get("reason"))
                .findFirst()
                .orElse("");
    }

    void awaitReady(String name, Duration limit) {
        await(name + " is ready")
                .atMost(limit)
                .pollInterval(Duration.ofMillis(200))
                .untilAsserted(() -> assertThat(ready(name)).isEqualTo("True/SecretSynced"));
    }

    /// Waits until the status names this cause.
    void awaitCause(String name, Cause cause, Duration limit) {
        await(name + " says " + cause)
                .atMost(limit)
                .pollInterval(Duration.ofMillis(200))
                .untilAsserted(() -> {
                    assertThat(ready(name)).startsWith("False/");
                    assertThat(status(name)).contains(cause.spelled());
                });
    }

    /// Checks what must hold for all that was observed.
    void assertSafe(OperatorProcess... operators) {
        var history = recorder.secrets();
        assertThat(Invariants.nothingLost(history, deleted)).as("lost").isEmpty();
        assertThat(Invariants.wholeVersions(history)).as("mixed").isEmpty();
        assertThat(Invariants.neverBackwards(history)).as("went back").isEmpty();
        assertNothingTold(operators);
    }

    void assertNothingTold(OperatorProcess... operators) {
        var texts = new TreeMap<>(recorder.texts());
        for (var operator : operators) {
            texts.put("output of " + operator.pid(), operator.lines());
            if (operator.isAlive()) {
                operator.assertBounded();
                var metrics = new ArrayList<>(List.of(operator.metrics().split("\n")));
                texts.put("metrics of " + operator.pid(), metrics);
            }
        }
        assertThat(Invariants.nothingTold(texts)).isEmpty();
    }

    private @Nullable GenericKubernetesResource resource(String name) {
        return client.genericKubernetesResources(Recorder.context("externalsecrets"))
                .inNamespace(namespace)
                .withName(name)
                .get();
    }

    /// Ends the scenario: nothing of it is asked for any more.
    @Override
    public void close() throws IOException {
        recorder.close();
        client.genericKubernetesResources(Recorder.context("externalsecrets"))
                .inNamespace(namespace)
                .delete();
        proxy.close();
    }
}
