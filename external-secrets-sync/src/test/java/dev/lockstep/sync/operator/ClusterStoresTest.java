package dev.lockstep.sync.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.secret.Plaintext;
import dev.lockstep.sync.api.StoreSpec;
import dev.lockstep.sync.api.StoreStatus;
import dev.lockstep.sync.engine.Cause;
import dev.lockstep.sync.engine.ResourceKey;
import dev.lockstep.sync.engine.SecretName;
import dev.lockstep.sync.engine.StoreRef;
import dev.lockstep.sync.engine.SyncError;
import dev.lockstep.sync.engine.Trigger;
import dev.lockstep.sync.operator.StoreIndex.KnownStore;
import dev.lockstep.sync.store.Credentials;
import dev.lockstep.sync.store.DefinedStore;
import dev.lockstep.sync.store.Reach;
import dev.lockstep.sync.store.StoreCatalog.Resolved;
import dev.lockstep.sync.store.vault.VaultStores;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClusterStoresTest {
    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
    private static final StoreRef OWN = new StoreRef(StoreRef.Kind.NAMESPACED, "vault");
    private static final StoreRef SHARED = new StoreRef(StoreRef.Kind.CLUSTER, "vault");
    private static final String FAKE = "provider: {fake: {data: [{key: a, value: s3cr3t}]}}";

    /// `%s` is the selector of the token.
    private static final String VAULT = """
            provider:
              vault:
                server: https://vault.example.com
                path: kv
                auth:
                  tokenSecretRef: %s
            """;

    private final Map<StoreKey, KnownStore> stores = new HashMap<>();
    private final FakeMetadataCache sights = new FakeMetadataCache();
    private final List<Told> told = new ArrayList<>();
    private final StoreIdentity identity = new StoreIdentity(new SecureRandom());
    private final ClusterStores catalog = new ClusterStores(
            stores::get,
            sights,
            Reach.POLICY,
            new VaultStores(new NoCredentials(), Reach.LOOPBACK, () -> NOW),
            "default",
            identity,
            (consumers, trigger) -> told.add(new Told(consumers, trigger)),
            () -> NOW);

    private record Told(Set<ResourceKey> consumers, Trigger trigger) {}

    @BeforeEach
    void listen() {
        sights.onChange(catalog::objectChanged);
    }

    @Test
    void findsAStoreOfTheConsumersNamespaceOnly() {
        define("team", OWN, FAKE);

        assertThat(catalog.resolve(OWN, consumer("team"))).isInstanceOf(Resolved.Usable.class);
        assertThat(refused(OWN, "other").cause()).isEqualTo(Cause.STORE_NOT_FOUND);
        assertThat(refused(SHARED, "team").cause()).isEqualTo(Cause.STORE_NOT_FOUND);
    }

    @ParameterizedTest
    @ValueSource(strings = {"team/vault", "../team/vault", "team%2Fvault", "", "VAULT", "vault\n"})
    void findsNoStoreByANameThatIsNone(String name) {
        define("team", OWN, FAKE);
        define("", SHARED, FAKE);

        for (var kind : StoreRef.Kind.values()) {
            assertThat(refused(new StoreRef(kind, name), "other").cause()).isEqualTo(Cause.STORE_NOT_FOUND);
        }
    }

    @Test
    void givesEachNamespaceAnIdentityOfItsOwn() {
        define("team", OWN, FAKE);
        define("other", OWN, FAKE);

        assertThat(identity(OWN, "team")).isNotEqualTo(identity(OWN, "other"));
    }

    @Test
    void sharesOneClientAmongEqualStoresOfANamespace() {
        var second = new StoreRef(StoreRef.Kind.NAMESPACED, "second");
        define("team", OWN, FAKE);
        define("team", second, FAKE);

        assertThat(identity(OWN, "team")).isEqualTo(identity(second, "team"));
    }

    @Test
    void namesAnIdentityByNothingThatWasWritten() {
        define("team", OWN, FAKE);

        assertThat(identity(OWN, "team")).doesNotContain("s3cr3t").matches("[0-9a-f]{32}");
        assertThat(new StoreIdentity(new SecureRandom()).of(List.of("a")))
                .as("another process")
                .isNotEqualTo(identity.of(List.of("a")));
        assertThat(identity.of(List.of("a", "bc"))).isNotEqualTo(identity.of(List.of("ab", "c")));
    }

    @Test
    void takesANewIdentityWhenTheCredentialChanges() {
        define("team", OWN, VAULT.formatted("{name: token, key: token}"));
        assertThat(refused(OWN, "team").cause()).isEqualTo(Cause.CREDENTIAL_MISSING);

        sights.put(secret("team", "token"), Map.of());
        var first = identity(OWN, "team");
        sights.put(secret("team", "token"), Map.of());

        assertThat(identity(OWN, "team")).isNotEqualTo(first).isEqualTo(identity(OWN, "team"));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "token: {name: token, key: token, namespace: other}",
                "token: {name: token, key: token, namespace: team} ca: {type: ConfigMap, name: ca, key: ca.crt, namespace: other}",
                "token: {name: token, key: token} ca: {type: Secret, name: ca, key: ca.crt, namespace: other}",
            })
    void refusesToLookBeyondTheNamespaceOfASecretStore(String selectors) {
        var parts = selectors.split(" ca: ");
        var spec = VAULT.formatted(parts[0].substring("token: ".length()));
        define("team", OWN, parts.length == 1 ? spec : spec + "    caProvider: " + parts[1]);
        sights.put(secret("team", "token"), Map.of());
        sights.put(secret("other", "token"), Map.of());
        sights.put(secret("other", "ca"), Map.of());

        assertThat(refused(OWN, "team").cause()).isEqualTo(Cause.STORE_DENIED);
        assertThat(sights.watched).noneMatch(key -> key.namespace().equals("other"));
    }

    @Test
    void refusesToMintATokenForAnAccountOfAnotherNamespace() {
        define("team", OWN, """
                provider:
                  vault:
                    server: https://vault.example.com
                    auth:
                      kubernetes: {role: r, serviceAccountRef: {name: admin, namespace: kube-system}}
                """);

        assertThat(refused(OWN, "team").cause()).isEqualTo(Cause.STORE_DENIED);
    }

    @Test
    void keepsTheNamespacesOfAStoreApartThatUsesTheirCredentials() {
        define("", SHARED, VAULT.formatted("{name: token, key: token}"));
        sights.put(secret("one", "token"), Map.of());

        assertThat(refused(SHARED, "two").cause()).isEqualTo(Cause.CREDENTIAL_MISSING);
        sights.put(secret("two", "token"), Map.of());
        assertThat(identity(SHARED, "one")).isNotEqualTo(identity(SHARED, "two"));
    }

    @Test
    void sharesAClusterStoreWithACredentialOfItsOwn() {
        define("", SHARED, VAULT.formatted("{name: token, key: token, namespace: vault}"));
        sights.put(secret("vault", "token"), Map.of());

        assertThat(identity(SHARED, "one")).isEqualTo(identity(SHARED, "two"));
    }

    @ParameterizedTest
    @CsvSource({
        "'namespaces: [team]', other",
        "'namespaceRegexes: [team]', xteam-abc",
        "'namespaceSelector: {matchLabels: {env: prod}}', other",
        "'namespaceSelector: {matchExpressions: [{key: env, operator: In, values: [prod]}]}', other"
    })
    void deniesAClusterStoreWhoseConditionsExcludeTheNamespace(String condition, String namespace) {
        define("", SHARED, "conditions: [{" + condition + "}]\n" + FAKE);
        sights.put(ObjectKey.namespace(namespace), Map.of("env", "dev"));
        sights.put(ObjectKey.namespace("team"), Map.of("env", "prod"));

        assertThat(refused(SHARED, namespace).cause()).isEqualTo(Cause.STORE_DENIED);
        assertThat(catalog.resolve(SHARED, consumer("team"))).isInstanceOf(Resolved.Usable.class);
    }

    @Test
    void admitsNobodyByLabelsThatCannotBeRead() {
        define(
                "",
                SHARED,
                "conditions: [{namespaceSelector: {matchExpressions: [{key: untrusted, operator: DoesNotExist}]}}]\n"
                        + FAKE);
        sights.hide(ObjectKey.namespace("team"));

        assertThat(refused(SHARED, "team").cause()).isEqualTo(Cause.UNREACHABLE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"namespaceRegexes: ['team[']", "namespaceSelector: {matchExpressions: [{key: a, operator: Is}]}"
            })
    void letsNobodyInByConditionsThatCannotBeUnderstood(String condition) {
        define("", SHARED, "conditions: [{namespaces: [team]}, {" + condition + "}]\n" + FAKE);

        assertThat(refused(SHARED, "team").cause()).isEqualTo(Cause.STORE_INVALID);
    }

    @Test
    void checksTheConditionsWithEachLookup() {
        define("", SHARED, "conditions: [{namespaceSelector: {matchLabels: {env: prod}}}]\n" + FAKE);
        sights.put(ObjectKey.namespace("team"), Map.of("env", "prod"));
        assertThat(catalog.resolve(SHARED, consumer("team"))).isInstanceOf(Resolved.Usable.class);

        sights.put(ObjectKey.namespace("team"), Map.of());

        assertThat(refused(SHARED, "team").cause()).isEqualTo(Cause.STORE_DENIED);
    }

    @ParameterizedTest
    @CsvSource({
        "'provider: {}', STORE_INVALID",
        "'provider: {fake: {data: []}, aws: {}}', STORE_INVALID",
        "'provider: {aws: {service: SecretsManager}}', NOT_SERVED",
        "'provider: {webhook: {url: http://169.254.169.254}}', NOT_SERVED",
    })
    void refusesAProviderThatIsNotServed(String spec, Cause cause) {
        define("team", OWN, spec);

        assertThat(refused(OWN, "team").cause()).isEqualTo(cause);
    }

    @Test
    void leavesAResourceToOthersIfOneOfItsStoresIsOfAnotherClass() {
        var foreign = new StoreRef(StoreRef.Kind.NAMESPACED, "foreign");
        define("", SHARED, FAKE);
        define("team", OWN, "controller: default\n" + FAKE);
        define("team", foreign, "controller: other\n" + FAKE);

        // The cluster store comes first: its lookup must not change where the others are looked up.
        assertThat(catalog.leftToOthers(consumer("team"), new LinkedHashSet<>(List.of(SHARED, foreign))))
                .isTrue();
        assertThat(catalog.leftToOthers(consumer("team"), Set.of(SHARED, OWN))).isFalse();
        assertThat(catalog.leftToOthers(consumer("other"), Set.of(foreign))).isFalse();
        assertThat(refused(foreign, "team").cause()).isEqualTo(Cause.STORE_DENIED);
    }

    @Test
    void tellsTheConsumersOfAStoreThatItChanged() {
        catalog.uses(consumer("team"), Set.of(OWN));
        catalog.uses(consumer("other"), Set.of(OWN, SHARED));

        define("team", OWN, FAKE);

        assertThat(told).containsExactly(new Told(Set.of(consumer("team")), new Trigger.StoreChanged(NOW)));
    }

    @Test
    void tellsTheConsumersThatACredentialWasRepaired() {
        define("team", OWN, VAULT.formatted("{name: token, key: token}"));
        define("team", new StoreRef(StoreRef.Kind.NAMESPACED, "second"), FAKE);
        catalog.uses(consumer("team"), Set.of(OWN));
        catalog.resolve(OWN, consumer("team"));
        told.clear();

        sights.put(secret("team", "token"), Map.of());

        assertThat(told).containsExactly(new Told(Set.of(consumer("team")), new Trigger.StoreChanged(NOW)));
    }

    @Test
    void tellsOfACredentialOnlyTheNamespaceThatUsesIt() {
        define("", SHARED, VAULT.formatted("{name: token, key: token}"));
        for (var namespace : List.of("one", "two")) {
            catalog.uses(consumer(namespace), Set.of(SHARED));
            catalog.resolve(SHARED, consumer(namespace));
        }
        told.clear();

        sights.put(secret("two", "token"), Map.of());

        assertThat(told).containsExactly(new Told(Set.of(consumer("two")), new Trigger.StoreChanged(NOW)));
    }

    @Test
    void tellsTheConsumersOfANamespaceWhoseLabelsChanged() {
        define("", SHARED, "conditions: [{namespaceSelector: {matchLabels: {env: prod}}}]\n" + FAKE);
        sights.put(ObjectKey.namespace("one"), Map.of());
        for (var namespace : List.of("one", "two")) {
            catalog.uses(consumer(namespace), Set.of(SHARED));
            catalog.resolve(SHARED, consumer(namespace));
        }
        told.clear();

        sights.put(ObjectKey.namespace("one"), Map.of("env", "prod"));

        assertThat(told).containsExactly(new Told(Set.of(consumer("one")), new Trigger.StoreChanged(NOW)));
        assertThat(catalog.resolve(SHARED, consumer("one"))).isInstanceOf(Resolved.Usable.class);
    }

    @Test
    void looksAtNothingThatNoStoreNeedsAnyMore() {
        define("team", OWN, VAULT.formatted("{name: token, key: token}"));
        catalog.resolve(OWN, consumer("team"));
        assertThat(sights.watched).containsExactly(secret("team", "token"));

        stores.remove(StoreKey.of(OWN, "team"));
        catalog.storeChanged(StoreKey.of(OWN, "team"));

        assertThat(sights.watched).isEmpty();
    }

    @Test
    void forgetsAConsumerThatIsNoMore() {
        catalog.uses(consumer("team"), Set.of(OWN));
        catalog.forget(consumer("team"));

        define("team", OWN, FAKE);

        assertThat(told).isEmpty();
    }

    @Test
    void findsADeletedAndRecreatedStoreAsItIsNow() {
        define("team", OWN, FAKE);
        var first = identity(OWN, "team");

        stores.clear();
        assertThat(refused(OWN, "team").cause()).isEqualTo(Cause.STORE_NOT_FOUND);
        define("team", OWN, FAKE.replace("s3cr3t", "other"));

        assertThat(identity(OWN, "team")).isNotEqualTo(first);
    }

    @Test
    void tellsOnceThatAnAwaitedTargetIsThere() {
        catalog.awaits(consumer("team"), new SecretName("team", "target"));
        assertThat(told).isEmpty();

        sights.put(secret("team", "target"), Map.of());
        sights.put(secret("team", "target"), Map.of());

        assertThat(told).containsExactly(new Told(Set.of(consumer("team")), new Trigger.None()));
        assertThat(sights.watched).isEmpty();
    }

    @Test
    void tellsAtOnceThatAnAwaitedTargetHasComeMeanwhile() {
        sights.put(secret("team", "target"), Map.of());

        catalog.awaits(consumer("team"), new SecretName("team", "target"));

        assertThat(told).containsExactly(new Told(Set.of(consumer("team")), new Trigger.None()));
    }

    private String identity(StoreRef store, String namespace) {
        return ((Resolved.Usable) catalog.resolve(store, consumer(namespace))).identity();
    }

    private SyncError refused(StoreRef store, String namespace) {
        return ((Resolved.Refused) catalog.resolve(store, consumer(namespace))).error();
    }

    private void define(String namespace, StoreRef ref, String yaml) {
        var json = new KubernetesSerialization();
        var spec = json.unmarshal(yaml, StoreSpec.class);
        var settings = identity.of(List.of(json.asJson(spec.provider())));
        var key = new StoreKey(ref, namespace);
        stores.put(
                key,
                new KnownStore(
                        new DefinedStore(ref, namespace, spec), "uid", settings, yaml, List.of(), StoreStatus.NONE));
        catalog.storeChanged(key);
    }

    private static ResourceKey consumer(String namespace) {
        return new ResourceKey("ExternalSecret", namespace, "es", "uid-" + namespace);
    }

    private static ObjectKey secret(String namespace, String name) {
        return new ObjectKey(ObjectKey.Kind.SECRET, namespace, name);
    }

    private static final class NoCredentials implements Credentials {
        @Override
        public Plaintext read(KeyRef key) {
            throw new IllegalStateException("nothing is opened here");
        }

        @Override
        public Plaintext issueToken(AccountRef account, URI recipient) {
            throw new IllegalStateException("nothing is opened here");
        }
    }
}
