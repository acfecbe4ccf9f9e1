package dev.lockstep.sync;

import static dev.lockstep.sync.SopsFixtures.encrypted;
import static dev.lockstep.sync.SopsFixtures.secret;
import static dev.lockstep.sync.SopsFixtures.withKey;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.lockstep.testkit.Canary;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// `lockstep-sync once DIR` with ExternalSecrets and stores in the directory: the same documents that a cluster gets.
@Timeout(120)
class OnceResourcesTest {
    private static final String STORE = """
            apiVersion: external-secrets.io/v1
            kind: SecretStore
            metadata: {name: things, namespace: shop}
            spec: {provider: {fake: {data: [{key: db, value: '{"user": "me", "password": "%s"}'}]}}}
            """.formatted(Canary.text());

    private static final String WISH = """
            apiVersion: external-secrets.io/v1
            kind: ExternalSecret
            metadata: {name: db, namespace: shop}
            spec:
              secretStoreRef: {name: things}
              dataFrom: [{extract: {key: db}}]
            """;

    @TempDir
    private Path folder;

    private void put(String name, String text) throws IOException {
        put(name, text.getBytes(UTF_8));
    }

    private void put(String name, byte[] bytes) throws IOException {
        Files.createDirectories(folder.resolve("in"));
        Files.write(folder.resolve("in").resolve(name), bytes);
    }

    private Run sync(String... more) {
        var words = Stream.of("once", folder.resolve("in"), "--to", folder.resolve("out"));
        return Run.of(withKey(), Stream.concat(words, Stream.of(more)));
    }

    /// The files a workload sees, by path below the output.
    private Map<String, String> written() throws IOException {
        return Run.written(folder.resolve("out"));
    }

    @Test
    void writesWhatAResourceSpecs() throws IOException {
        put("store.yaml", STORE);
        put("db.yaml", WISH);
        var run = sync();
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).isEqualTo("shop/db written from SecretStore things db\n");
        assertThat(run.code()).isZero();
        assertThat(written()).isEqualTo(Map.of("shop/db/password", Canary.text(), "shop/db/user", "me"));
        assertThat(sync().out()).isEqualTo("shop/db unchanged, as in SecretStore things db\n");
    }

    /// A Vault that gives the value away for one token, and remembers who asked with which one.
    private static final class OneTokenVault implements AutoCloseable {
        private final HttpServer server;
        private final List<String> tokens = new CopyOnWriteArrayList<>();

        OneTokenVault() throws IOException {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/", exchange -> {
                tokens.add(String.valueOf(exchange.getRequestHeaders().getFirst("X-Vault-Token")));
                boolean known = tokens.getLast().equals("let-me-in");
                var body = (known
                                ? "{\"data\":{\"data\":{\"password\":\"" + Canary.text()
                                        + "\"},\"metadata\":{\"version\":7}}}"
                                : "{\"errors\":[\"permission denied\"]}")
                        .getBytes(UTF_8);
                exchange.sendResponseHeaders(known ? 200 : 403, body.length);
                exchange.getResponseBody().write(body);
                exchange.close();
            });
            server.start();
        }

        String url() {
            return "http://127.0.0.1:" + server.getAddress().getPort();
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }

    private void putStore(OneTokenVault vault) throws IOException {
        put("vault.yaml", """
                apiVersion: external-secrets.io/v1
                kind: SecretStore
                metadata: {name: things, namespace: shop}
                spec:
                  provider:
                    vault:
                      server: %s
                      path: secret
                      auth: {tokenSecretRef: {name: vault-token, key: token}}
                """.formatted(vault.url()));
        put("db.yaml", WISH);
    }

    private Path credentials(String token) throws IOException {
        var file = folder.resolve("credentials/shop/vault-token/token");
        Files.createDirectories(file.getParent());
        Files.writeString(file, token);
        return folder.resolve("credentials");
    }

    @Test
    void asksAVaultThatIsAllowedWithACredentialOfTheCommandLine() throws IOException {
        try (var vault = new OneTokenVault()) {
            putStore(vault);
            var run = sync(
                    "--allow-store-server",
                    vault.url(),
                    "--store-credentials",
                    credentials("let-me-in\n").toString());
            assertThat(run.err()).isEmpty();
            assertThat(run.out()).isEqualTo("shop/db written from SecretStore things db at 7\n");
            assertThat(written()).isEqualTo(Map.of("shop/db/password", Canary.text()));
        }
    }

    @Test
    void asksNoServerThatTheCommandLineDoesNotAllow() throws IOException {
        try (var vault = new OneTokenVault()) {
            putStore(vault);
            put("token.yaml", encrypted(secret("shop", "vault-token", "token", Canary.text())));
            var credentials = credentials("let-me-in").toString();
            var others = List.of("https://127.0.0.1", "http://127.0.0.1:1", vault.url() + "/below", "http://localhost");
            for (var other : others) {
                var run = sync("--allow-store-server", other, "--store-credentials", credentials);
                assertThat(run.code()).isEqualTo(1);
                assertThat(run.err()).isEqualTo("""
                        lockstep-sync: db.yaml:6: ExternalSecret shop/db: spec.dataFrom[0].extract (key: db): SecretStore things of shop asks the server %s, which the command line does not allow
                          hint: if you trust it with the store's credentials, add --allow-store-server %s
                        """.formatted(vault.url(), vault.url()));
            }
            assertThat(sync().code()).isEqualTo(1);
            assertThat(vault.tokens).isEmpty();
            assertThat(written()).containsOnlyKeys("shop/vault-token/token");
        }
    }

    @Test
    void showsNoSecretOfTheSourceToAStore() throws IOException {
        try (var vault = new OneTokenVault()) {
            putStore(vault);
            put("token.yaml", encrypted(secret("shop", "vault-token", "token", Canary.text())));
            var run = sync("--allow-store-server", vault.url());
            assertThat(run.code()).isEqualTo(1);
            assertThat(run.err()).contains("Secrets of the source are shown to no store");
            run = sync(
                    "--allow-store-server",
                    vault.url(),
                    "--store-credentials",
                    Files.createDirectory(folder.resolve("empty")).toString());
            assertThat(run.err())
                    .contains("there is no file " + folder.resolve("empty/shop/vault-token/token"))
                    .contains("Secret shop/vault-token, key token");
            assertThat(vault.tokens).isEmpty();
        }
    }

    @Test
    void takesNoCredentialsFromTheSourceOrTheOutput() throws IOException {
        put("store.yaml", STORE);
        Files.createDirectory(folder.resolve("out"));
        for (var inside : List.of("in", "in/deep", "out", "out/shop")) {
            var run = sync("--store-credentials", folder.resolve(inside).toString());
            assertThat(run.code()).isEqualTo(1);
            assertThat(run.err())
                    .startsWith("lockstep-sync: " + folder.resolve(inside) + ": lies inside the source")
                    .endsWith("hint: keep the credentials in a directory elsewhere\n");
        }
    }

    @ParameterizedTest(name = "{1}")
    @CsvSource(delimiter = '|', textBlock = """
            kind: PushSecret, metadata: {name: a}                                     | PushSecret of external-secrets.io/v1 is not served yet
            kind: ExternalSecret, metadata: {name: A}                                 | a.yaml:1: ExternalSecret A: metadata.name: is not a name that an object can have
            kind: ExternalSecret, metadata: {name: a}, spec: {data: 7}                | a.yaml:1: ExternalSecret a: spec.data: expected a list, got a number
            kind: ExternalSecret, metadata: {name: a}, spec: {secretStoreRef: {name: gone}, data: [{secretKey: k, remoteRef: {key: k}}]} | a.yaml:1: ExternalSecret a: spec.data[0] (key: k): there is no SecretStore gone of default
            kind: ExternalSecret, metadata: {name: a}, spec: {secretStoreRef: {name: gone}, target: {template: {data: {a: b}}}, data: [{secretKey: k, remoteRef: {key: k}}]} | spec.target.template.data: is not served by this version
            """)
    void refusesByNameWhatItCannotDo(String document, String said) throws IOException {
        put("a.yaml", "{apiVersion: external-secrets.io/v1, " + document + "}\n");
        var run = sync();
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains(said);
        assertThat(written()).isEmpty();
    }

    @Test
    void asksNoClusterStoreThatExcludesTheNamespace() throws IOException {
        put(
                "store.yaml",
                STORE.replace("kind: SecretStore", "kind: ClusterSecretStore")
                        .replace("spec: {", "spec: {conditions: [{namespaces: [bank]}], "));
        put("db.yaml", WISH.replace("{name: things}", "{name: things, kind: ClusterSecretStore}"));
        var run = sync();
        assertThat(run.err()).contains("ClusterSecretStore things may not be used from namespace shop");
        assertThat(written()).isEmpty();
    }

    @Test
    void takesOneSpecForOneSecret() throws IOException {
        put("store.yaml", STORE);
        put("db.yaml", WISH);
        put("manifest.yaml", encrypted(secret("shop", "db", "password", "another")));
        var run = sync();
        assertThat(run.err()).contains("Secret shop/db is the target of two specs");
        assertThat(written()).isEqualTo(Map.of("shop/db/password", "another"));
    }

    @Test
    void keepsWhatItHasWhenTheStoreHasNothing() throws IOException {
        put("store.yaml", STORE);
        put("db.yaml", WISH);
        sync();
        put("store.yaml", STORE.replace("key: db", "key: other"));
        var run = sync("--prune");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains("spec.dataFrom[0]");
        assertThat(written()).containsEntry("shop/db/user", "me");
    }

    @ParameterizedTest(name = "{1}")
    @CsvSource(delimiter = '|', textBlock = """
            {apiVersion: external-secrets.io/v1, kind: ExternalSecret, metadata: {name: bad}, spec: }                    | ExternalSecret bad
            {apiVersion: external-secrets.io/v1, kind: ExternalSecret, metadata: {name: bad}}                            | ExternalSecret bad
            {apiVersion: external-secrets.io/v1, kind: ExternalSecret, metadata: }                                       | metadata.name: is not a name
            {apiVersion: external-secrets.io/v1, kind: ExternalSecret}                                                   | metadata.name: is not a name
            {apiVersion: external-secrets.io/v1, kind: ExternalSecret, metadata: {name: bad}, spec: {data: [null]}}      | spec.data[0]: expected an object, got nothing
            {apiVersion: external-secrets.io/v1, kind: ExternalSecret, metadata: {name: bad}, spec: {target: []}}        | spec.target: expected an object, got a list
            {apiVersion: external-secrets.io/v1, kind: ExternalSecret, metadata: [], spec: {}}                           | metadata: expected an object, got a list
            {apiVersion: external-secrets.io/v1, kind: SecretStore, metadata: {name: bad}, spec: {provider: {fake: {data: [{key: 1, value: x}]}}}} | spec.provider.fake.data[0].key: expected text, got a number
            {apiVersion: external-secrets.io/v1, kind: SecretStore, metadata: {name: bad}, spec: {refreshInterval: {a: b}, provider: {fake: {data: []}}}} | spec.refreshInterval: expected a whole number or text, got an object
            {apiVersion: external-secrets.io/v1, kind: SecretStore, metadata: {name: bad}, spec: {refreshInterval: 3000000000, provider: {fake: {data: []}}}} | spec.refreshInterval: is not a decimal number that fits here
            {apiVersion: external-secrets.io/v1, kind: SecretStore, metadata: {name: bad}, spec: {provider: {fake: {data: [], validationResult: 99999999999}}}} | spec.provider.fake.validationResult: is not a decimal number that fits here
            {apiVersion: external-secrets.io/v1, kind: }                                                                 | of external-secrets.io/v1 is not served yet
            """)
    void servesTheDocumentsBesideABrokenOne(String broken, String said) throws IOException {
        put("a.yaml", broken + "\n---\n" + STORE + "---\n" + WISH);
        var run = sync();
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err())
                .startsWith("lockstep-sync: a.yaml:1")
                .contains(said)
                .doesNotContain("internal error");
        assertThat(written()).containsEntry("shop/db/user", "me");
    }

    @ParameterizedTest(name = "{1}")
    @CsvSource(delimiter = '|', textBlock = """
            propertie: x         | db.yaml:9: ExternalSecret shop/db: spec.data[0].remoteRef.propertie: is not a field that is known|did you mean property?
            version: v3, key: y  | db.yaml:9: ExternalSecret shop/db: spec.data[0].remoteRef.key: stands there twice|keep one of them
            property: 7          | db.yaml:9: ExternalSecret shop/db: spec.data[0].remoteRef.property: expected text, got a number|put the value into quotes
            decodingStrategy: Base46 | db.yaml:9: ExternalSecret shop/db: spec.data[0].remoteRef.decodingStrategy: is not one of the allowed values|did you mean Base64?
            """)
    void refusesWhatTheSchemaDoesNotKnowWithTheNearestWord(String field, String said, String hint) throws IOException {
        put("store.yaml", STORE);
        put("db.yaml", """
                apiVersion: external-secrets.io/v1
                kind: ExternalSecret
                metadata: {name: db, namespace: shop}
                spec:
                  secretStoreRef:
                    name: things
                  data:
                    - secretKey: password
                      remoteRef: {key: db, %s}
                """.formatted(field));
        assertThat(sync()).isEqualTo(new Run(1, "", "lockstep-sync: " + said + "\n  hint: " + hint + "\n"));
        assertThat(written()).isEmpty();
    }

    @Test
    void tellsAllMistakesOfAStore() throws IOException {
        put("store.yaml", """
                apiVersion: external-secrets.io/v1
                kind: SecretStore
                metadata: {name: things, namespace: shop, lables: {a: b}}
                spec:
                  provider:
                    vault:
                      sever: https://vault.example
                      server: https://vault.example
                      version: v3
                      auth: {}
                """);
        assertThat(sync().err()).isEqualTo("""
                lockstep-sync: store.yaml:3: SecretStore shop/things: metadata.lables: is not a field that is known
                  hint: did you mean labels?
                lockstep-sync: store.yaml:7: SecretStore shop/things: spec.provider.vault.sever: is not a field that is known
                  hint: did you mean server?
                lockstep-sync: store.yaml:9: SecretStore shop/things: spec.provider.vault.version: is not of the form that is wanted here
                  hint: it has to match ^v[12]$
                """);
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({
        "external-secret.io/v1, ExternalSecret, did you mean external-secrets.io/v1?",
        "v1, ExternalSecret, did you mean external-secrets.io/v1?",
        "external-secrets.io/v1beta1, ExternalSecret, write apiVersion: external-secrets.io/v1",
        "external-secrets.io/v1, ExternalSecrets, did you mean ExternalSecret?",
        "external-secrets.io/v1, SecretStor, did you mean SecretStore?",
    })
    void namesTheNearestKindOrVersion(String version, String kind, String hint) throws IOException {
        put("db.yaml", WISH.replace("external-secrets.io/v1", version).replace("ExternalSecret", kind));
        var run = sync();
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).startsWith("lockstep-sync: db.yaml:1: ").endsWith("\n  hint: " + hint + "\n");
    }

    @Test
    void leavesTheKindsOfOtherGroupsAlone() throws IOException {
        put("db.yaml", WISH.replace("external-secrets.io/v1", "kubernetes-client.io/v1"));
        assertThat(sync().err()).isEmpty();
    }

    @Test
    void refusesADocumentThatUnfoldsToMoreThanAnObjectMayHold() throws IOException {
        var lines = new StringBuilder("x0: &x0 [" + "long,".repeat(20) + "]\n");
        for (int i = 1; i < 12; i++) {
            lines.append("x%d: &x%d [*x%d, *x%d, *x%d, *x%d]\n".formatted(i, i, i - 1, i - 1, i - 1, i - 1));
        }
        put(
                "a.yaml",
                WISH.replace("name: db,", "name: bad,") + "status:\n  "
                        + lines.toString().replace("\n", "\n  ") + "\n---\n" + STORE + "---\n" + WISH);
        var run = sync();
        assertThat(run.err())
                .contains("a.yaml:1: is larger than an object may be")
                .doesNotContain("internal");
        assertThat(written()).containsEntry("shop/db/user", "me");
    }
}
