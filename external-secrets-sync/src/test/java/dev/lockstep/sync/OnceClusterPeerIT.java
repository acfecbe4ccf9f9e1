package dev.lockstep.sync;

import static dev.lockstep.sync.SopsFixtures.encrypted;
import static dev.lockstep.sync.SopsFixtures.secret;
import static dev.lockstep.sync.SopsFixtures.withKey;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.sync.peers.ControlPlane;
import dev.lockstep.sync.peers.ControlPlanes;
import dev.lockstep.sync.resource.TestRepository;
import dev.lockstep.testkit.Canary;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.rbac.PolicyRuleBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// `lockstep-sync once --cluster` as a person runs it: a commit becomes Secrets of a real cluster.
@Timeout(120)
@ExtendWith(ControlPlanes.class)
class OnceClusterPeerIT {
    private static final String SOME_UID = "11111111-2222-3333-4444-555555555555";

    @TempDir
    private Path folder;

    private ControlPlane plane;
    private String namespace;
    private TestRepository repository;

    @BeforeAll
    static void defineExternalSecrets(ControlPlane plane) {
        plane.defineExternalSecrets();
    }

    @BeforeEach
    void create(ControlPlane plane) throws IOException {
        this.plane = plane;
        namespace = plane.namespace();
        repository = TestRepository.create(folder.resolve("repository.git"));
    }

    @AfterEach
    void close() {
        repository.close();
    }

    private Run sync(String... more) {
        return sync(plane.kubeconfig(), more);
    }

    private Run sync(Path kubeconfig, String... more) {
        var words =
                Stream.of("once", "--git", folder.resolve("repository.git"), "--cluster", "--kubeconfig", kubeconfig);
        return Run.of(withKey(), Stream.concat(words, Stream.of(more)));
    }

    private Secret see(String name) {
        return plane.client().secrets().inNamespace(namespace).withName(name).require();
    }

    private Map<String, String> texts(String name) {
        Map<String, String> texts = new TreeMap<>();
        see(name)
                .getData()
                .forEach((key, value) ->
                        texts.put(key, new String(Base64.getDecoder().decode(value), UTF_8)));
        return texts;
    }

    private ObjectMeta meta(String name) {
        return see(name).getMetadata();
    }

    private OnceClusterPeerIT put(String name, String... pairs) throws IOException {
        repository.put(name + ".yaml", encrypted(secret(namespace, name, pairs)));
        return this;
    }

    private String commit() throws IOException {
        return repository.commit().substring(0, 12);
    }

    /// The uid of one that is there: of a kind that is served the garbage collector would miss it, and take its Secret
    /// away.
    private String externalSecret(String name) {
        return plane.client()
                .resource(new GenericKubernetesResourceBuilder()
                        .withApiVersion("external-secrets.io/v1")
                        .withKind("ExternalSecret")
                        .withNewMetadata()
                        .withName(name)
                        .withNamespace(namespace)
                        .endMetadata()
                        .build())
                .create()
                .getMetadata()
                .getUid();
    }

    // Good

    @Test
    void aCommitBecomesSecretsAndTheNextOneChangesOnlyWhatItChanges() throws IOException {
        String first = put("db", "password", Canary.text(), "user", "me")
                .put("mail", "token", "t")
                .commit();
        assertThat(sync())
                .isEqualTo(new Run(
                        0,
                        namespace + "/db written from db.yaml at " + first + "\n" + namespace
                                + "/mail written from mail.yaml at " + first + "\n",
                        ""));
        assertThat(texts("db")).isEqualTo(Map.of("password", Canary.text(), "user", "me"));
        assertThat(texts("mail")).isEqualTo(Map.of("token", "t"));
        assertThat(meta("db").getOwnerReferences()).isEmpty();
        assertThat(meta("db").getLabels()).isNullOrEmpty();
        assertThat(meta("db").getManagedFields())
                .allMatch(entry -> entry.getManager().equals("lockstep-sync/db"));
        var mail = meta("mail").getResourceVersion();

        String second = put("db", "password", "two", "token", "new")
                .put("mail", "token", "t")
                .commit();
        assertThat(sync())
                .isEqualTo(new Run(
                        0,
                        namespace + "/db written from db.yaml at " + second + "\n" + namespace
                                + "/mail unchanged, as in mail.yaml at " + second + "\n",
                        ""));
        assertThat(texts("db")).isEqualTo(Map.of("password", "two", "token", "new"));
        assertThat(meta("mail").getResourceVersion()).isEqualTo(mail);
    }

    @Test
    void aSecretHasTheTypeLabelsAndAnnotationsOfItsManifest() throws IOException {
        var manifest = """
                apiVersion: v1
                kind: Secret
                type: kubernetes.io/basic-auth
                metadata: {name: db, namespace: %s, labels: {app: shop, old: x}, annotations: {note: n}}
                stringData: {username: u, password: p}
                """.formatted(namespace);
        repository.put("db.yaml", encrypted(manifest)).commit();
        assertThat(sync().err()).isEmpty();
        assertThat(see("db").getType()).isEqualTo("kubernetes.io/basic-auth");
        assertThat(meta("db").getLabels()).isEqualTo(Map.of("app", "shop", "old", "x"));
        assertThat(meta("db").getAnnotations()).isEqualTo(Map.of("note", "n"));
        assertThat(sync().out()).contains("/db unchanged");

        repository
                .put("db.yaml", encrypted(manifest.replace(", old: x", "").replace(", annotations: {note: n}", "")))
                .commit();
        assertThat(sync().err()).isEmpty();
        assertThat(meta("db").getLabels()).isEqualTo(Map.of("app", "shop"));
        assertThat(meta("db").getAnnotations()).isNullOrEmpty();

        repository
                .put("db.yaml", encrypted(manifest.replace("kubernetes.io/basic-auth", "Opaque")))
                .commit();
        assertThat(sync().err()).contains("/db: the Secret is of another type, and that stays so\n  hint: ");
        assertThat(texts("db")).isEqualTo(Map.of("username", "u", "password", "p"));
    }

    @Test
    void adoptsASecretThatNobodyControls() throws IOException {
        plane.kubectl("-n", namespace, "create", "secret", "generic", "db", "--from-literal=password=hand");
        put("db", "password", "one").commit();
        assertThat(sync().code()).isZero();
        assertThat(texts("db")).isEqualTo(Map.of("password", "one"));
    }

    @Test
    void putsBackWhatAHandChanged() throws IOException {
        put("db", "password", "one").commit();
        sync();
        plane.kubectl("-n", namespace, "patch", "secret", "db", "-p", """
                {"stringData":{"password":"hand","more":"m"}}""");
        assertThat(sync().out()).contains("/db written");
        assertThat(texts("db")).isEqualTo(Map.of("password", "one"));
    }

    @Test
    void writesWhatAnExternalSecretOfTheDirectorySpecs() throws IOException {
        repository
                .put("store.yaml", """
                        apiVersion: external-secrets.io/v1
                        kind: SecretStore
                        metadata: {name: things, namespace: %s}
                        spec: {provider: {fake: {data: [{key: db, value: '{"user": "me", "password": "%s"}'}]}}}
                        """.formatted(namespace, Canary.text()))
                .put("db.yaml", """
                        apiVersion: external-secrets.io/v1
                        kind: ExternalSecret
                        metadata: {name: db, namespace: %s, uid: %s}
                        spec:
                          secretStoreRef: {name: things}
                          dataFrom: [{extract: {key: db}}]
                        """.formatted(namespace, SOME_UID))
                .commit();
        assertThat(sync()).isEqualTo(new Run(0, namespace + "/db written from SecretStore things db\n", ""));
        assertThat(texts("db")).isEqualTo(Map.of("user", "me", "password", Canary.text()));
        assertThat(meta("db").getOwnerReferences()).isEmpty();
        assertThat(sync().out()).isEqualTo(namespace + "/db unchanged, as in SecretStore things db\n");
    }

    @Test
    void needsNoRightToListSecrets() throws IOException {
        var token = plane.account(
                namespace,
                "deployer",
                new PolicyRuleBuilder()
                        .withApiGroups("")
                        .withResources("secrets")
                        .withVerbs("get", "create", "patch")
                        .build());
        put("db", "password", "one").commit();
        assertThat(sync(plane.kubeconfig(token)).err()).isEmpty();
        put("db", "password", "two").commit();
        assertThat(sync(plane.kubeconfig(token)).err()).isEmpty();
        assertThat(texts("db")).isEqualTo(Map.of("password", "two"));
    }

    @Test
    void watchWritesTheNextCommit() throws Exception {
        put("db", "password", "one").commit();
        var watching = new Thread(() -> sync("--watch"));
        watching.start();
        try {
            Awaitility.await()
                    .atMost(60, TimeUnit.SECONDS)
                    .ignoreExceptions()
                    .until(() -> texts("db").equals(Map.of("password", "one")));
            put("db", "password", "two").commit();
            Awaitility.await()
                    .atMost(60, TimeUnit.SECONDS)
                    .until(() -> texts("db").equals(Map.of("password", "two")));
        } finally {
            watching.interrupt();
            watching.join(30_000);
        }
        assertThat(watching.isAlive()).isFalse();
    }

    // Refused

    @Test
    void aFileWhoseMacFailsChangesNothing() throws IOException {
        put("db", "password", "one").commit();
        sync();
        var before = meta("db").getResourceVersion();
        var changed = new String(encrypted(secret(namespace, "db", "password", Canary.text())), UTF_8);
        repository
                .put("db.yaml", changed.replace("kind: Secret", "kind: Secret\nimmutable: true"))
                .commit();
        var run = sync();
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err())
                .startsWith("lockstep-sync: db.yaml: Secret " + namespace + "/db: MAC mismatch")
                .contains("\n  hint: ");
        assertThat(meta("db").getResourceVersion()).isEqualTo(before);
    }

    @ParameterizedTest(name = "{1} {2}")
    @CsvSource({
        "external-secrets.io/v1, ExternalSecret, db",
        "external-secrets.io/v1, ExternalSecret, another",
        "cert-manager.io/v1, Certificate, web",
    })
    void leavesTheSecretOfAControllerAlone(String version, String kind, String name) throws IOException {
        plane.client()
                .resource(new SecretBuilder()
                        .withNewMetadata()
                        .withName("db")
                        .withNamespace(namespace)
                        .addToOwnerReferences(new OwnerReferenceBuilder()
                                .withApiVersion(version)
                                .withKind(kind)
                                .withName(name)
                                .withUid(kind.equals("ExternalSecret") ? externalSecret(name) : SOME_UID)
                                .withController(true)
                                .build())
                        .endMetadata()
                        .addToStringData("password", "theirs")
                        .build())
                .create();
        var before = meta("db").getResourceVersion();
        put("db", "password", Canary.text()).put("mail", "token", "t").commit();
        var run = sync();
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err())
                .startsWith("lockstep-sync: db.yaml:1: Secret " + namespace + "/db: " + kind + " " + name
                        + " stands in the place of Secret " + namespace + "/db\n  hint: ");
        assertThat(run.out()).contains("/mail written");
        assertThat(meta("db").getResourceVersion()).isEqualTo(before);
    }

    @Test
    void leavesAloneWhatAnOperatorWritesWithoutOwningIt() throws IOException {
        plane.kubectl("-n", namespace, "create", "secret", "generic", "db", "--from-literal=password=theirs");
        plane.kubectl("-n", namespace, "label", "secret", "db", "reconcile.external-secrets.io/managed=true");
        put("db", "password", "one").commit();
        assertThat(sync().err())
                .startsWith("lockstep-sync: db.yaml:1: Secret " + namespace
                        + "/db: the Secret of an ExternalSecret stands in the place of Secret ");
        assertThat(texts("db")).isEqualTo(Map.of("password", "theirs"));
    }

    @Test
    void writesCredentialsOfTheClusterItselfOnlyWhenAskedTo() throws IOException {
        var token = secret(namespace, "token", "token-id", "abcdef") + "type: bootstrap.kubernetes.io/token\n";
        repository.put("token.yaml", encrypted(token)).commit();
        assertThat(sync().err())
                .contains("Secrets of type bootstrap.kubernetes.io/token are credentials for the cluster itself")
                .contains("or start lockstep-sync once with --allow-secret-type=bootstrap.kubernetes.io/token");
        assertThat(plane.client()
                        .secrets()
                        .inNamespace(namespace)
                        .withName("token")
                        .get())
                .isNull();
        assertThat(sync("--allow-secret-type", "bootstrap.kubernetes.io/token").code())
                .isZero();
        assertThat(see("token").getType()).isEqualTo("bootstrap.kubernetes.io/token");
    }

    @Test
    void tellsThatANamespaceIsMissing() throws IOException {
        repository
                .put("db.yaml", encrypted(secret("not-there", "db", "password", Canary.text())))
                .commit();
        assertThat(sync()).isEqualTo(new Run(1, "", """
                        lockstep-sync: db.yaml:1: Secret not-there/db: there is no such namespace in the cluster
                          hint: create the namespace, or correct metadata.namespace
                        """));
    }

    @Test
    void tellsThatARightIsMissing() throws IOException {
        var kubeconfig = plane.kubeconfig(plane.account(namespace, "nobody"));
        put("db", "password", Canary.text()).commit();
        var run = sync(kubeconfig);
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err())
                .startsWith("lockstep-sync: db.yaml:1: Secret " + namespace + "/db: ")
                .contains("403 Forbidden");
        assertThat(run.err().lines()).hasSize(2);
    }

    @Test
    void tellsThatTheClusterCannotBeReached() throws IOException {
        var kubeconfig = Files.writeString(folder.resolve("kubeconfig"), """
                apiVersion: v1
                kind: Config
                clusters: [{name: none, cluster: {server: "https://127.0.0.1:1"}}]
                contexts: [{name: none, context: {cluster: none, user: none}}]
                users: [{name: none, user: {}}]
                current-context: none
                """);
        put("db", "password", Canary.text()).commit();
        assertThat(sync(kubeconfig)).isEqualTo(new Run(1, "", "lockstep-sync: db.yaml:1: Secret " + namespace + """
                /db: the API server cannot be reached: ConnectException
                  hint: wait; what was there before is still there
                """));
    }
}
