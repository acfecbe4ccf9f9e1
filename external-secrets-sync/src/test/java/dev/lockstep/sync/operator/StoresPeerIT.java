package dev.lockstep.sync.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.lockstep.sync.api.ClusterSecretStoreResource;
import dev.lockstep.sync.api.Condition;
import dev.lockstep.sync.api.SecretStoreResource;
import dev.lockstep.sync.engine.Cause;
import dev.lockstep.sync.engine.ResourceKey;
import dev.lockstep.sync.engine.StoreRef;
import dev.lockstep.sync.engine.Trigger;
import dev.lockstep.sync.peers.ControlPlane;
import dev.lockstep.sync.peers.ControlPlanes;
import dev.lockstep.sync.store.Reach;
import dev.lockstep.sync.store.StoreCatalog.Resolved;
import dev.lockstep.sync.store.StoreGateway;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/// Stores in a real cluster: lookups, what brings passes about, and status.
@Timeout(180)
@ExtendWith(ControlPlanes.class)
class StoresPeerIT {
    private static final String VAULT = """
            vault:
                  server: https://vault.invalid
                  path: kv
                  auth: {tokenSecretRef: {name: token, key: token}}""";

    private final BlockingQueue<Told> told = new LinkedBlockingQueue<>();
    private final ControlPlane plane;
    private StoreWiring stores;
    private StoreGateway gateway;
    private String namespace;

    private record Told(Set<ResourceKey> consumers, Trigger trigger) {}

    StoresPeerIT(ControlPlane plane) {
        this.plane = plane;
    }

    @BeforeAll
    static void defineTheResources(ControlPlane plane) {
        var root = Path.of(System.getProperty("lockstep.root"));
        var pushSecret = root.resolve("external-secrets-sync/src/test/resources/operator/pushsecret-crd.yaml");
        for (var crds : List.of(root.resolve("deploy/crds"), pushSecret)) {
            plane.kubectl("apply", "--server-side", "-f", crds.toString());
        }
        plane.kubectl("wait", "--for=condition=Established", "crd", "--all", "--timeout=60s");
    }

    @BeforeEach
    void watch() {
        namespace = plane.namespace();
        stores = new StoreWiring(
                plane.client(),
                new ApiServer(plane.client(), new ApiCalls()),
                "",
                Reach.POLICY,
                Reach.LOOPBACK,
                "default",
                (consumers, trigger) -> told.add(new Told(consumers, trigger)),
                InstantSource.system());
        gateway = new StoreGateway(stores.catalog());
        stores.watch(true);
    }

    @AfterEach
    void end() {
        stores.close();
        gateway.close();
    }

    @Test
    void sendsTheConsumersOfARepairedCredentialOnTheirWay() throws Exception {
        apply(secretStore("store", VAULT));
        var consumer = consumer(namespace);
        stores.catalog().uses(consumer, Set.of(own("store")));
        awaitRefusal(own("store"), consumer, Cause.CREDENTIAL_MISSING);
        told.clear();

        createSecret("other", "canary");
        createSecret("token", "canary");

        assertThat(told.poll(1, TimeUnit.SECONDS))
                .as("told within a second")
                .isNotNull()
                .satisfies(news -> assertThat(news.consumers()).containsExactly(consumer))
                .satisfies(news -> assertThat(news.trigger()).isInstanceOf(Trigger.StoreChanged.class));
        var first = usable(own("store"), consumer);
        plane.client()
                .secrets()
                .inNamespace(namespace)
                .withName("token")
                .edit(secret -> new SecretBuilder(secret)
                        .addToStringData("token", "new")
                        .build());
        assertThat(told.poll(1, TimeUnit.SECONDS)).isNotNull();
        assertThat(usable(own("store"), consumer)).isNotEqualTo(first);
        assertThat(told).isEmpty();
    }

    @Test
    void asksNobodyForAStoreThatItKnows() {
        apply(secretStore("store", VAULT));
        createSecret("token", "canary");
        var consumer = consumer(namespace);
        awaitUsable(own("store"), consumer);
        for (int i = 0; i < 100; i++) {
            usable(own("store"), consumer);
        }

        // Once for the first lookup, and once more when the watch begins.
        await().during(Duration.ofMillis(300)).until(() -> looksAtSecrets() <= 2);
    }

    @Test
    void receivesNoDataOfASecret() throws Exception {
        var api = new ApiServer(plane.client(), new ApiCalls());
        var seen = new LinkedBlockingQueue<String>();
        var path = "/api/v1/namespaces/" + namespace + "/secrets";
        createSecret("before", "canary");
        var watch = Thread.ofVirtual().start(() -> {
            try {
                api.watchMetadata(
                        path + "?watch=true",
                        Duration.ofSeconds(20),
                        () -> {},
                        line -> seen.add(new String(line, StandardCharsets.UTF_8)));
            } catch (InterruptedException _) {
                // ended by the test
            } catch (IOException e) {
                seen.add("failed: " + e);
            }
        });

        createSecret("after", "canary");

        await().until(() -> seen.stream().anyMatch(line -> line.contains("\"after\"")));
        watch.interrupt();
        seen.add(new String(api.metadata(path + "/before").body(), StandardCharsets.UTF_8));
        assertThat(seen)
                .allSatisfy(line -> assertThat(line)
                        .contains("PartialObjectMetadata")
                        .doesNotContain("Y2FuYXJ5", "canary", "\"data\""));
    }

    @Test
    void deniesAClusterStoreUntilTheNamespaceGetsTheLabel() throws Exception {
        var shared = new StoreRef(StoreRef.Kind.CLUSTER, namespace);
        apply(clusterStore(
                namespace, "fake: {data: [{key: a, value: one}]}", """
                conditions:
                  - namespaces: [other]
                  - namespaceRegexes: ["%s"]
                  - namespaceSelector: {matchExpressions: [{key: team, operator: In, values: [a, b]}]}
                """.formatted(namespace.substring(0, 5))));
        var consumer = consumer(namespace);
        stores.catalog().uses(consumer, Set.of(shared));
        awaitRefusal(shared, consumer, Cause.STORE_DENIED);
        told.clear();

        plane.kubectl("label", "namespace", namespace, "team=b");

        assertThat(told.poll(1, TimeUnit.SECONDS)).isNotNull();
        assertThat(stores.catalog().resolve(shared, consumer)).isInstanceOf(Resolved.Usable.class);
    }

    @Test
    void tellsInTheStatusWhetherAStoreCanBeUsed() {
        stores.check(gateway, () -> true, StoreChecks.Observer.NONE, Duration.ofMinutes(5), true);
        apply(secretStore("good", "fake: {data: [{key: a, value: one}]}"));
        apply(secretStore("unknown", "fake: {data: [], validationResult: 1}"));
        apply(secretStore("error", "fake: {data: [], validationResult: 2}"));
        apply(secretStore("not-served", "aws: {service: SecretsManager}"));
        apply(secretStore("no-credential", VAULT));
        apply(clusterStore(namespace, VAULT, ""));

        awaitReady("good", "True", "Valid");
        awaitReady("unknown", "True", "ValidationUnknown");
        awaitReady("error", "False", "InvalidProviderConfig");
        awaitReady("not-served", "False", "NotServed");
        awaitReady("no-credential", "False", "InvalidProviderConfig");
        await().untilAsserted(() -> assertThat(plane.client()
                        .resources(ClusterSecretStoreResource.class)
                        .withName(namespace)
                        .get()
                        .getStatus()
                        .conditions())
                .extracting(Condition::reason)
                .containsExactly("ValidationUnknown"));
        assertThat(store("good").getStatus().capabilities()).isEqualTo("ReadWrite");

        createSecret("token", "canary");
        awaitReady("no-credential", "False", "InvalidProviderConfig");
    }

    @Test
    void writesAStatusOnlyIfItIsNews() {
        apply(secretStore("good", "fake: {data: [{key: a, value: one}]}"));
        apply(secretStore("foreign", "fake: {data: []}\n  controller: other"));
        var key = StoreKey.of(own("good"), namespace);
        var foreign = StoreKey.of(own("foreign"), namespace);
        var index = new StoreIndex(plane.client(), namespace, new StoreIdentity(new SecureRandom()));
        index.start(true);
        var checks = checks(index, () -> true);
        var fenced = checks(index, () -> false);

        assertThat(fenced.check(key)).isEqualTo(StoreChecks.End.BAD);
        assertThat(store("good").getStatus().conditions()).isEmpty();
        assertThat(checks.check(key)).isEqualTo(StoreChecks.End.GOOD);
        var version = store("good").getMetadata().getResourceVersion();
        await().until(() -> !index.get(key).status().conditions().isEmpty());

        assertThat(checks.check(key)).isEqualTo(StoreChecks.End.GOOD);
        assertThat(store("good").getMetadata().getResourceVersion()).isEqualTo(version);
        assertThat(checks.check(foreign)).isEqualTo(StoreChecks.End.NOT_OURS);
        assertThat(store("foreign").getStatus().conditions()).isEmpty();
        index.close();
    }

    @Test
    void tellsThatAPushSecretIsNotServed() {
        var lists = ListReadiness.of(new ApiServer(plane.client(), new ApiCalls()), Duration.ofSeconds(1), _ -> {});
        try (var kinds = new NotServedKinds(plane.client(), lists, namespace, () -> true, InstantSource.system())) {
            kinds.start(Set.of());
            apply("""
                    apiVersion: external-secrets.io/v1alpha1
                    kind: PushSecret
                    metadata: {name: push, namespace: %s}
                    spec: {refreshInterval: 1h}
                    """.formatted(namespace));

            await().untilAsserted(() -> assertThat(plane.client()
                            .genericKubernetesResources("external-secrets.io/v1alpha1", "PushSecret")
                            .inNamespace(namespace)
                            .withName("push")
                            .get())
                    .extracting(push -> push.get("status", "conditions", 0, "reason"))
                    .isEqualTo("NotServed"));
        }
    }

    private void awaitReady(String name, String status, String reason) {
        // Longer than it takes until a check is repeated that could not write.
        await().atMost(Duration.ofSeconds(40))
                .untilAsserted(() -> assertThat(store(name).getStatus().conditions())
                        .as(name)
                        .extracting(Condition::type, Condition::status, Condition::reason)
                        .containsExactly(tuple("Ready", status, reason)));
    }

    private SecretStoreResource store(String name) {
        return plane.client()
                .resources(SecretStoreResource.class)
                .inNamespace(namespace)
                .withName(name)
                .get();
    }

    private void awaitRefusal(StoreRef store, ResourceKey consumer, Cause cause) {
        await().until(() -> stores.catalog().resolve(store, consumer) instanceof Resolved.Refused(var error)
                && error.cause() == cause);
    }

    private void awaitUsable(StoreRef store, ResourceKey consumer) {
        await().until(() -> stores.catalog().resolve(store, consumer) instanceof Resolved.Usable);
    }

    private String usable(StoreRef store, ResourceKey consumer) {
        return ((Resolved.Usable) stores.catalog().resolve(store, consumer)).identity();
    }

    private long looksAtSecrets() {
        return plane.audit()
                .count(request -> request.resource().equals("secrets")
                        && request.verb().equals("get")
                        && request.namespace().equals(namespace));
    }

    private void createSecret(String name, String token) {
        plane.client()
                .secrets()
                .inNamespace(namespace)
                .resource(new SecretBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .endMetadata()
                        .withStringData(Map.of("token", token))
                        .build())
                .create();
    }

    private static StoreRef own(String name) {
        return new StoreRef(StoreRef.Kind.NAMESPACED, name);
    }

    private static ResourceKey consumer(String namespace) {
        return new ResourceKey("ExternalSecret", namespace, "es", "uid");
    }

    private String secretStore(String name, String provider) {
        return """
                apiVersion: external-secrets.io/v1
                kind: SecretStore
                metadata: {name: %s, namespace: %s}
                spec:
                  provider:
                    %s
                """.formatted(name, namespace, provider);
    }

    private static String clusterStore(String name, String provider, String conditions) {
        return """
                apiVersion: external-secrets.io/v1
                kind: ClusterSecretStore
                metadata: {name: %s}
                spec:
                  provider:
                    %s
                %s
                """.formatted(name, provider, conditions.indent(2));
    }

    private void apply(String yaml) {
        plane.client()
                .load(new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8)))
                .serverSideApply();
    }

    private StoreChecks checks(StoreIndex index, BooleanSupplier mayWrite) {
        var clock = InstantSource.system();
        return new StoreChecks(plane.client(), index, gateway, "default", mayWrite, StoreChecks.Observer.NONE, clock);
    }
}
