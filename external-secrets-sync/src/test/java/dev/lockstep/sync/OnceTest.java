package dev.lockstep.sync;

import static dev.lockstep.sync.SopsFixtures.encrypted;
import static dev.lockstep.sync.SopsFixtures.secret;
import static dev.lockstep.sync.SopsFixtures.withAnotherKey;
import static dev.lockstep.sync.SopsFixtures.withKey;
import static dev.lockstep.sync.SopsFixtures.withoutKey;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.keys.ProviderEnvironment;
import dev.lockstep.rules.Selection;
import dev.lockstep.sync.resource.TestRepository;
import dev.lockstep.testkit.Canary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// `lockstep-sync once` as a person runs it, with a Git repository, an age key and a directory.
@Timeout(120)
class OnceTest {
    @TempDir
    private Path folder;

    private Path place;
    private Path to;
    private TestRepository repository;
    private OnceRuns once;

    @BeforeEach
    void create() throws IOException {
        once = OnceRuns.in(folder);
        place = once.place();
        to = once.to();
        repository = once.repository();
    }

    @AfterEach
    void close() {
        once.close();
    }

    private static Run run(ProviderEnvironment environment, Object... arguments) {
        return Run.of(environment, Stream.of(arguments));
    }

    private Run sync(Object... more) {
        return once.sync(more);
    }

    private Map<String, String> written() throws IOException {
        return once.written();
    }

    // Good

    @Test
    void writesTheSecretsOfACommit() throws IOException {
        String id = repository
                .put("apps/db.yaml", encrypted(secret("shop", "db", "password", Canary.text(), "user", "me")))
                .put("apps/deployment.yaml", "apiVersion: apps/v1\nkind: Deployment\n")
                .put(".sops.yaml", "creation_rules: []\n")
                .put("README.md", "none of our business")
                .commit();
        var run = sync();
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).isEqualTo("shop/db written from apps/db.yaml at " + id.substring(0, 12) + "\n");
        assertThat(run.code()).isZero();
        assertThat(written()).isEqualTo(Map.of("shop/db/password", Canary.text(), "shop/db/user", "me"));
        assertThat(Files.getAttribute(to.resolve("shop/db/password"), "unix:mode"))
                .isEqualTo(0100400);
    }

    @Test
    void leavesWhatIsTheSameAlone() throws IOException {
        repository
                .put("db.yaml", encrypted(secret("shop", "db", "password", "one")))
                .commit();
        sync();
        var state = Files.readSymbolicLink(to.resolve("shop/db/..data"));
        // Encrypted again, so that every ciphertext differs.
        String id = repository
                .put("db.yaml", encrypted(secret("shop", "db", "password", "one")))
                .commit();
        var run = sync();
        assertThat(run.out()).isEqualTo("shop/db unchanged, as in db.yaml at " + id.substring(0, 12) + "\n");
        assertThat(Files.readSymbolicLink(to.resolve("shop/db/..data"))).isEqualTo(state);
    }

    @Test
    void writesTheSecretsOfADirectory() throws IOException {
        var manifests = Files.createDirectory(folder.resolve("manifests"));
        Files.write(manifests.resolve("db.yaml"), encrypted(secret("default", "db", "password", "one")));
        var run = run(withKey(), "once", manifests, "--to=" + to);
        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isZero();
        assertThat(run.out()).startsWith("default/db written from db.yaml at sha256:");
        assertThat(written()).isEqualTo(Map.of("default/db/password", "one"));
    }

    @Test
    void aSecretThatLosesAKeyLosesItsFile() throws IOException {
        repository
                .put("db.yaml", encrypted(secret("shop", "db", "password", "one", "old", "x")))
                .commit();
        sync();
        repository
                .put("db.yaml", encrypted(secret("shop", "db", "password", "two", "renamed", "x")))
                .commit();
        assertThat(sync().code()).isZero();
        assertThat(written()).isEqualTo(Map.of("shop/db/password", "two", "shop/db/renamed", "x"));
    }

    @Test
    void aNamespaceStandsInTheFileOrOnTheCommandLine() throws IOException {
        repository
                .put("db.yaml", encrypted(secret("", "db", "password", "one")))
                .commit();
        var refused = sync();
        assertThat(refused.code()).isOne();
        assertThat(refused.err())
                .isEqualTo("lockstep-sync: db.yaml:3: Secret db: metadata.namespace: is missing\n"
                        + "  hint: write it into the plain file and encrypt that, or give --default-namespace\n");
        assertThat(written()).isEmpty();
        assertThat(sync("--default-namespace", "shop").code()).isZero();
        assertThat(written()).isEqualTo(Map.of("shop/db/password", "one"));
        assertThat(sync("--default-namespace", "No/Name").err()).contains("No/Name is not a Kubernetes namespace");
    }

    @Test
    void aRenamedKeyDoesNotMoveASecretIntoAnotherNamespace() throws IOException {
        var file = new String(encrypted(secret("prod", "db", "password", Canary.text())), UTF_8);
        repository
                .put("db.yaml", file.replace("  namespace: prod", "  annotations: {x: prod}"))
                .commit();
        var run = sync("--default-namespace", "default");
        assertThat(run.code()).isOne();
        assertThat(run.err())
                .contains("db.yaml: Secret db: structure mismatch: keys, types or plain values were changed");
        assertThat(written()).isEmpty();
    }

    @Test
    void aFileThatLostItsStructureIsWarnedOfOnceOrRefused() throws IOException {
        byte[] file = encrypted(secret("shop", "db", "password", "one"));
        repository.put("db.yaml", file).commit();
        assertThat(sync().err()).isEmpty();
        repository
                .clear()
                .put("moved.yaml", SopsFixtures.withoutStructure(file))
                .put("new.yaml", SopsFixtures.withoutStructure(encrypted(secret("shop", "new", "k", "v"))))
                .commit();
        var refused = sync("--require-structure");
        assertThat(refused.code()).isOne();
        assertThat(refused.err())
                .contains("moved.yaml: Secret shop/db: has no structure digest")
                .contains("new.yaml: Secret shop/new: has no structure digest");
        var warned = sync();
        assertThat(warned.code()).isZero();
        assertThat(warned.err())
                .startsWith("lockstep-sync: warning: moved.yaml: had a structure digest when it was applied last, and"
                        + " has none now\n  hint: ")
                .doesNotContain("new.yaml");
        assertThat(sync().err()).isEmpty();
    }

    @Test
    void aFileThatIsBoundToItsPathIsRefusedElsewhere() throws IOException {
        var rule = new Selection.EncryptedRegex("^(data|stringData)$");
        byte[] file = encrypted(secret("shop", "db", "password", "one"), "yaml", rule, "apps/db.yaml");
        repository.put("other/db.yaml", file).commit();
        var refused = sync();
        assertThat(refused.code()).isOne();
        assertThat(refused.err())
                .contains("structure mismatch: the file is bound to the path apps/db.yaml and lies at other/db.yaml");
        assertThat(written()).isEmpty();
        repository.clear().put("apps/db.yaml", file).commit();
        assertThat(sync().code()).isZero();
        var manifests = Files.createDirectories(folder.resolve("checkout/apps"));
        Files.write(manifests.resolve("db.yaml"), file);
        assertThat(run(withKey(), "once", manifests, "--to=" + folder.resolve("out2"))
                        .err())
                .isEmpty();
    }

    @Test
    void aCommitWithoutManifestsIsNoErrorAndRemovesNothing() throws IOException {
        repository
                .put("db.yaml", encrypted(secret("shop", "db", "password", "one")))
                .commit();
        sync();
        String id = repository.clear().put("README.md", "").commit();
        var run = sync();
        assertThat(run).isEqualTo(new Run(0, "no Secret manifest at " + id.substring(0, 12) + "\n", ""));
        assertThat(written()).hasSize(1);
    }

    // Refused

    @Test
    void refusesAPlainSecretByNameAndWritesTheOthers() throws IOException {
        repository
                .put("bad.yaml", secret("shop", "bad", "password", Canary.text()))
                .put("good.yaml", encrypted(secret("shop", "good", "password", "one")))
                .commit();
        var run = sync();
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).isEqualTo("""
                        lockstep-sync: bad.yaml:1: Secret shop/bad: is not encrypted (sops metadata not found)
                          hint: run lockstep encrypt -i on it
                        """);
        assertThat(run.out()).startsWith("shop/good written from good.yaml");
        assertThat(written()).isEqualTo(Map.of("shop/good/password", "one"));
    }

    @Test
    void aFileWhoseMacFailsChangesNothing() throws IOException {
        repository
                .put("db.yaml", encrypted(secret("shop", "db", "password", "one")))
                .commit();
        sync();
        var changed = new String(encrypted(secret("shop", "db", "password", Canary.text())), UTF_8);
        repository
                .put("db.yaml", changed.replace("kind: Secret", "kind: Secret\nimmutable: \"yes\""))
                .commit();
        var run = sync();
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err().lines())
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("lockstep-sync: db.yaml: Secret shop/db: MAC mismatch"),
                        line -> assertThat(line).startsWith("  hint: "));
        assertThat(written()).isEqualTo(Map.of("shop/db/password", "one"));
    }

    @Test
    void aFileThatNoKeyOpensChangesNothing() throws IOException {
        repository
                .put("db.yaml", encrypted(secret("shop", "db", "password", "one")))
                .commit();
        sync();
        repository
                .put("db.yaml", encrypted(secret("shop", "db", "password", "two")))
                .commit();
        for (var environment : List.of(withoutKey(), withAnotherKey())) {
            var run = run(environment, "once", "--git", place, "--to", to);
            assertThat(run.code()).isEqualTo(1);
            assertThat(run.err())
                    .startsWith("lockstep-sync: db.yaml: Secret shop/db: ")
                    .contains("\n  tried 'SOPS_AGE_KEY': ")
                    .contains("\n  hint: ");
            assertThat(written()).isEqualTo(Map.of("shop/db/password", "one"));
        }
    }

    @Test
    void theOtherFilesOfACommitAreAppliedBesideABrokenOne() throws IOException {
        repository
                .put("a.yaml", encrypted(secret("shop", "a", "k", "1")))
                .put("b.yaml", encrypted(secret("shop", "b", "k", "1") + "---\n" + secret("shop", "c", "k", "1")))
                .commit();
        sync();
        var broken =
                new String(encrypted(secret("shop", "b", "k", "2") + "---\n" + secret("shop", "c", "k", "2")), UTF_8);
        repository
                .put("a.yaml", encrypted(secret("shop", "a", "k", "2")))
                .put("b.yaml", broken.substring(0, broken.indexOf("mac:")))
                .commit();
        var run = sync("--prune");
        assertThat(run.code()).isEqualTo(1);
        assertThat(written()).isEqualTo(Map.of("shop/a/k", "2", "shop/b/k", "1", "shop/c/k", "1"));
    }

    @Test
    void leavesAloneWhatSomebodyElsePutThere() throws IOException {
        repository
                .put("db.yaml", encrypted(secret("shop", "db", "password", "one")))
                .commit();
        Files.createDirectories(to.resolve("shop/db"));
        Files.writeString(to.resolve("shop/db/password"), "mine");
        var run = sync("--prune");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err())
                .startsWith("lockstep-sync: db.yaml:1: Secret shop/db: " + to.resolve("shop/db/password")
                        + " stands in the place of Secret shop/db\n  hint: ");
        assertThat(to.resolve("shop/db/password")).hasContent("mine");
    }

    // The command line

    @Test
    void refusesAnOutputInsideTheSource() throws IOException {
        repository
                .put("db.yaml", encrypted(secret("shop", "db", "password", "one")))
                .commit();
        var manifests = Files.createDirectory(folder.resolve("manifests"));
        var link = Files.createSymbolicLink(folder.resolve("link"), manifests);
        var deep = Files.createDirectory(manifests.resolve("deep"));
        var intoDeep = Files.createSymbolicLink(folder.resolve("into-deep"), deep);
        for (var inside : List.of(manifests, manifests.resolve("x/y"), link.resolve("z"), intoDeep.resolve("../w"))) {
            var run = run(withKey(), "once", manifests, "--to", inside);
            assertThat(run.code()).isEqualTo(1);
            assertThat(run.err()).contains("lies inside the source").contains("\n  hint: ");
        }
        assertThat(run(withKey(), "once", "--git", place, "--to", place.resolve("out"))
                        .err())
                .contains("lies inside the source");
        assertThat(deep).isEmptyDirectory();
        assertThat(place.resolve("out")).doesNotExist();
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "'', name either a directory or --git REPO",
        "a --git b --to c, name either a directory or --git REPO",
        "a, name either the output directory with --to or a cluster with --cluster",
        "a --to c --cluster, name either the output directory with --to or a cluster with --cluster",
        "a --to c --kubeconfig k, --kubeconfig belongs to --cluster",
        "a --cluster=yes, flag --cluster takes true or false",
        "a b --to c, unknown argument b",
        "a --nonsense --to c, unknown flag --nonsense",
        "a --to c --interval 0, flag --interval takes a whole number from 1 to 86400",
        "a --to c --interval x, flag --interval takes a whole number from 1 to 86400",
        "a --to c --prune-limit 101, flag --prune-limit takes a whole number from 0 to 100",
        "a --to c --prune=yes, flag --prune takes true or false",
        "a --cluster --allow-secret-type Opaque,"
                + " flag --allow-secret-type takes bootstrap.kubernetes.io/token or kubernetes.io/service-account-token;"
                + " all other types are written anyway",
        "a --to c --allow-secret-type bootstrap.kubernetes.io/token,"
                + " --allow-secret-type belongs to --cluster; as files any type is written",
        "a --to c --path x, --ref and --path belong to --git",
    })
    void saysWhatIsWrongWithTheCommandLine(String arguments, String problem) {
        var words = new ArrayList<Object>(List.of("once"));
        words.addAll(arguments.isEmpty() ? List.of() : List.of(arguments.split(" ")));
        assertThat(run(withKey(), words.toArray()))
                .isEqualTo(new Run(1, "", "lockstep-sync: " + problem + "\n  hint: see lockstep-sync once --help\n"));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "a --cluster --kubeconfig, flag --kubeconfig needs a value, give FILE after it",
        "a --to, flag --to needs a value, give OUT after it",
        "a --to=, flag --to needs a value, give OUT after it",
        "a --too c, unknown flag --too, did you mean --to?",
    })
    void saysWhatAFlagWants(String arguments, String problem, String hint) {
        var words = new ArrayList<Object>(List.of("once"));
        words.addAll(List.of(arguments.split(" ")));
        assertThat(run(withKey(), words.toArray()))
                .isEqualTo(new Run(1, "", "lockstep-sync: " + problem + "\n  hint: " + hint + "\n"));
    }

    @Test
    void prunesNoCluster() {
        assertThat(run(withKey(), "once", folder, "--cluster", "--prune").err())
                .startsWith(
                        "lockstep-sync: --prune does not go with --cluster, which holds the Secrets of others too\n");
    }

    @Test
    void saysWhatIsWrongWithAKubeconfig() throws IOException {
        var manifests = Files.createDirectory(folder.resolve("manifests"));
        var none = folder.resolve("none");
        assertThat(run(withKey(), "once", manifests, "--cluster", "--kubeconfig", none))
                .isEqualTo(new Run(
                        1,
                        "",
                        "lockstep-sync: " + none + ": is not there\n  hint: name a kubeconfig with --kubeconfig\n"));
        var bad = Files.writeString(folder.resolve("bad"), "{" + Canary.text());
        assertThat(run(withKey(), "once", manifests, "--cluster", "--kubeconfig", bad))
                .isEqualTo(new Run(
                        1,
                        "",
                        "lockstep-sync: " + bad + ": is not a valid kubeconfig\n  hint: see kubectl config view\n"));
    }

    @Test
    void tellsWhatItIs() {
        assertThat(run(withKey(), "once", "--help").out()).startsWith("Usage: lockstep-sync once DIR --to OUT");
        assertThat(run(withKey(), "--help").code()).isZero();
        assertThat(run(withKey()).code()).isEqualTo(1);
        assertThat(run(withKey(), "--version").out()).startsWith("lockstep-sync ");
        assertThat(run(withKey(), "twice\u001b[2J").err())
                .startsWith("lockstep-sync: unknown command twice\\u001b[2J\n");
    }
}
