package dev.lockstep.sync.store;

import static dev.lockstep.sync.SopsFixtures.encrypted;
import static dev.lockstep.sync.SopsFixtures.secret;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.FilePlace;
import dev.lockstep.rules.Selection;
import dev.lockstep.sync.SopsFixtures;
import dev.lockstep.sync.engine.Fetched;
import dev.lockstep.sync.engine.Outcome;
import dev.lockstep.sync.engine.ResourceFile;
import dev.lockstep.sync.engine.Revision;
import dev.lockstep.sync.engine.SecretValue;
import dev.lockstep.sync.engine.SyncSpec;
import dev.lockstep.testkit.Canary;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SopsFilesTest extends SecretStoreContract {
    private final List<ResourceFile> files = new ArrayList<>();
    private SopsFiles opened =
            SopsFiles.open(new Revision("none", List.of()), SopsFixtures.policy(SopsFixtures.withKey()));

    @AfterEach
    void close() {
        opened.close();
    }

    private SopsFilesTest file(String path, byte[] bytes) {
        files.add(new ResourceFile.Readable(path, bytes));
        return this;
    }

    private SopsFilesTest sealed(String path, String plain) {
        return file(path, encrypted(plain));
    }

    private SopsFilesTest sealed(String path, String plain, String regex) {
        return file(path, encrypted(plain, "yaml", new Selection.EncryptedRegex(regex)));
    }

    private SopsFiles open() {
        opened = SopsFiles.open(new Revision("v1", files), SopsFixtures.policy(SopsFixtures.withKey()));
        return opened;
    }

    private List<String> refusals() {
        return open().refused().stream()
                .map(outcome ->
                        ((Outcome.Result.Refused) outcome.result()).error().line())
                .toList();
    }

    private List<String> wanted() {
        return opened.specs().stream().map(spec -> spec.target().toString()).toList();
    }

    private Map<String, String> data(SyncSpec spec) {
        return values(opened.fetch(List.of(spec.entries().getFirst().remote()))
                .get(spec.entries().getFirst().remote()));
    }

    @Override
    SecretStore store() {
        return files.isEmpty()
                ? sealed("db.yaml", secret("shop", "db", "user", "USER", "password", "PASSWORD"))
                        .sealed("mail.yaml", secret("shop", "mail", "token", "TOKEN"))
                        .open()
                : opened;
    }

    // What is read

    @Test
    void readsTextAndBase64AndLetsTextWin() {
        sealed("a.yaml", """
                apiVersion: v1
                kind: Secret
                metadata: {name: a}
                data:
                  one: T05F
                  two: "VF\\ndP\\n"
                  both: b2xk
                  empty: ""
                stringData:
                  both: new
                  tls.crt: |
                    line
                """);
        assertThat(refusals()).isEmpty();
        assertThat(wanted()).containsExactly("default/a");
        assertThat(data(opened.specs().getFirst()))
                .isEqualTo(Map.of("one", "ONE", "two", "TWO", "both", "new", "empty", "", "tls.crt", "line\n"));
    }

    @Test
    void readsHowTheSecretShallLook() {
        sealed("a.yaml", """
                apiVersion: v1
                kind: Secret
                type: kubernetes.io/basic-auth
                immutable: true
                metadata:
                  name: a
                  labels: {app: shop, reconcile.external-secrets.io/managed: "true"}
                  annotations: {note: n, kubectl.kubernetes.io/last-applied-configuration: "{}"}
                stringData: {username: u, password: p}
                """);
        assertThat(refusals()).isEmpty();
        var spec = opened.specs().getFirst();
        assertThat(spec.type()).isEqualTo("kubernetes.io/basic-auth");
        assertThat(spec.immutable()).isTrue();
        assertThat(spec.labels()).isEqualTo(Map.of("app", "shop"));
        assertThat(spec.annotations()).isEqualTo(Map.of("note", "n"));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            immutable: "true"                      | immutable: is neither true nor false
            metadata: {name: a, labels: {n: true}} | metadata.labels.n: is not text
            """)
    void refusesALookThatKubernetesWouldNotTake(String field, String said) {
        sealed(
                "a.yaml",
                "apiVersion: v1\nkind: Secret\n" + (field.startsWith("meta") ? "" : "metadata: {name: a}\n") + field
                        + "\nstringData: {k: v}\n");
        assertThat(refusals()).singleElement().asString().contains(said);
    }

    @Test
    void readsJsonAndEveryDocumentOfAStream() {
        file("a.json", encrypted("""
                        {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "a"}, "stringData": {"k": "1"}}
                        """, "json", new Selection.EncryptedRegex("^stringData$")));
        sealed("b.yaml", secret("shop", "b", "k", "2") + "---\n" + secret("bank", "c", "k", "3"));
        assertThat(refusals()).isEmpty();
        assertThat(wanted()).containsExactly("default/a", "shop/b", "bank/c");
        assertThat(data(opened.specs().get(2))).isEqualTo(Map.of("k", "3"));
    }

    @Test
    void readsAFileOfWhichEveryValueIsEncrypted() {
        file(
                "a.yaml",
                encrypted(secret("shop", "a", "k", "1"), "yaml", new Selection.UnencryptedSuffix("_unencrypted")));
        assertThat(refusals()).isEmpty();
        assertThat(wanted()).containsExactly("shop/a");
    }

    @Test
    void passesOverObjectsOfOtherKinds() {
        file(
                "kustomization.yaml",
                "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n".getBytes(UTF_8));
        file(
                "two.yaml",
                "apiVersion: v1\nkind: ConfigMap\n---\napiVersion: apps/v1\nkind: Deployment\n".getBytes(UTF_8));
        sealed("config.yaml", "apiVersion: v1\nkind: ConfigMap\ndata:\n  a: b\n");
        assertThat(refusals()).isEmpty();
        assertThat(wanted()).isEmpty();
    }

    @Test
    void wipesWhatItReadOnClose() {
        sealed("a.yaml", secret("shop", "a", "k", "1"));
        var store = open();
        var reference = store.specs().getFirst().entries().getFirst().remote();
        store.close();
        var found = (Fetched.Found) store.fetch(List.of(reference)).get(reference);
        assertThat(((SecretValue.Members) found.value())
                        .data()
                        .values()
                        .get("k")
                        .lent())
                .containsOnly(0);
    }

    // What is refused

    @ParameterizedTest
    @ValueSource(
            strings = {
                "apiVersion: v1\nkind: Secret\nmetadata: {name: a}\nstringData: {k: CANARY-7f3a-do-not-print}\n",
                "apiVersion: v1\nkind: ConfigMap\n---\napiVersion: v1\nkind: Secret\nmetadata: {name: a}\n",
                "apiVersion: v1\nkind: List\nitems: [{apiVersion: v1, kind: Secret}]\n",
                "apiVersion: v1\nkind: SecretList\nitems: []\n",
                "kind: Secret\nmetadata: [{{ .Values.x }}\nsops: {}\n",
            })
    void refusesWhatIsNotEncryptedByName(String plain) {
        file("apps/a.yaml", plain.getBytes(UTF_8));
        assertThat(refusals()).singleElement().asString().startsWith("apps/a.yaml:");
        refusals().forEach(Canary::assertAbsent);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "# nothing\n",
                "- a\n",
                "text CANARY-7f3a-do-not-print",
                "a: [",
                "a: {{ .Values.x }}\n",
                "\u0000",
                "password: CANARY-7f3a-do-not-print\n",
                "kind: Deployment\n",
                "apiVersion: v2\nname: chart\nversion: 1.0.0\n",
                "on: {push: {branches: [main]}}\njobs: {}\n",
                "apiVersion: v1\nkind: Secret\nmetadata:\n  name: {{ .Release.Name }}\n",
                "apiVersion: v1\nkind: Secret\nmetadata: {name: '{{ .Release.Name }}'}\n",
                "apiVersion: v1\nkind: Secret\nmetadata: {name: a}\n$patch: delete\n",
                "- {op: replace, path: /data/a, value: Yg==}\n",
                "- apiVersion: v1\n  kind: ConfigMap\n",
                "# kind: Secret\n- [\n",
            })
    void passesOverWhatIsNoKubernetesObjectWithACount(String plain) {
        file("apps/a.yaml", plain.getBytes(UTF_8));
        assertThat(refusals()).isEmpty();
        assertThat(opened.passedOver()).isEqualTo(1);
    }

    @ParameterizedTest(name = "{1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "apiVersion: v1, kind: Secrets | a.yaml:1: Secrets a: kind: Secrets of v1 is not a kind that is known",
                "apiVersion: v1, kind: secret  | a.yaml:1: secret a: kind: secret of v1 is not a kind that is known",
                "apiVersion: v2, kind: Secret  | a.yaml:1: Secret a: apiVersion: Secret of v2 is not a kind that is known",
                "apiVersion: 1, kind: Secret   | a.yaml:1: Secret a: apiVersion: is missing or is not text",
                "kind: Secret                  | a.yaml:1: Secret a: apiVersion: is missing or is not text",
            })
    void refusesWhatNearlyIsASecret(String fields, String said) {
        file("a.yaml", ("{" + fields + ", metadata: {name: a}, stringData: {k: v}}\n").getBytes(UTF_8));
        sealed("b.yaml", ("{" + fields + ", metadata: {name: a}, stringData: {k: v}}\n"));
        assertThat(refusals()).hasSize(2).contains(said);
        assertThat(refusals().get(1)).contains(said.substring(said.lastIndexOf(": ")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "apiVersion: v1\nkind: Secret\nmetadata: {name: a}\nstringData: {k: '{{ .Values.k }}'}\n",
                "apiVersion: v1\nkind: Secret\nmetadata: {name: a}\nstringData: {$patch: replace, k: v}\n",
                "apiVersion: v1\nkind: Secret\nmetadata: [\n",
                "- apiVersion: v1\n  kind: Secret\n  metadata: {name: a}\n",
                "password: ENC[\n- a",
            })
    void refusesWhatMayHoldASecretInClear(String plain) {
        file("apps/a.yaml", plain.getBytes(UTF_8));
        assertThat(refusals()).hasSize(1);
        assertThat(opened.passedOver()).isZero();
    }

    @Test
    void aFileThatTakesAllMemoryKeepsNoOtherFromItsSecrets() {
        sealed("a.yaml", secret("shop", "a", "k", "1"))
                .sealed("b.yaml", secret("shop", "b", "k", "1"))
                .sealed("c.yaml", secret("shop", "c", "k", "1"));
        var policy = SopsFixtures.policy(SopsFixtures.withKey());
        opened = SopsFiles.open(
                new Revision("v1", files),
                new SopsPolicy(
                        policy.decryption(),
                        path -> {
                            switch (path) {
                                case "a.yaml" -> throw new OutOfMemoryError(Canary.text());
                                case "b.yaml" -> throw new IllegalStateException(Canary.text());
                                default -> {
                                    return FilePlace.unknown();
                                }
                            }
                        },
                        false,
                        ""));
        assertThat(wanted()).containsExactly("shop/c");
        assertThat(opened.refused())
                .extracting(outcome ->
                        ((Outcome.Result.Refused) outcome.result()).error().line())
                .containsExactly(
                        "a.yaml: needs more memory than there is",
                        "b.yaml: cannot be opened because of an internal error, IllegalStateException");
    }

    @Test
    void leavesSecretsOfOtherGroupsAlone() {
        file("a.yaml", "apiVersion: vault.example.org/v1\nkind: Secret\n".getBytes(UTF_8));
        assertThat(refusals()).isEmpty();
        assertThat(opened.passedOver()).isZero();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "stringDatas: {k: v}                  | a.yaml:4: Secret a: stringDatas: is not a field of a Secret",
                "stringData: {k: v}, lables: {}       | a.yaml:4: Secret a: lables: is not a field of a Secret",
                "type: [a]                            | a.yaml:4: Secret a: type: is not text",
                "data: {}, immutabel: true            | a.yaml:4: Secret a: immutabel: is not a field of a Secret",
            })
    void refusesFieldsThatASecretDoesNotHave(String fields, String said) {
        sealed(
                "a.yaml",
                "apiVersion: v1\nkind: Secret\nmetadata: {name: a}\n" + fields.replace("}, ", "}\n") + "\n",
                "^(data|stringData|stringDatas)$");
        assertThat(refusals())
                .singleElement()
                .asString()
                .satisfies(
                        line -> assertThat(line.replaceFirst(":\\d+:", ":4:")).isEqualTo(said));
    }

    @Test
    void refusesAFileThatWasChanged() {
        var text = new String(encrypted(secret("shop", "a", "k", Canary.text())), UTF_8);
        file("name.yaml", text.replace("name: a", "name: b").getBytes(UTF_8));
        file("value.yaml", text.replace("k: ", "j: ").getBytes(UTF_8));
        file(
                "more.yaml",
                (text + "\n")
                        .replace("stringData:\n", "stringData:\n  x: plain\n")
                        .getBytes(UTF_8));
        file("sealed.yaml", text.replaceFirst("mac: ENC\\[[^]]*]", "mac: \"\"").getBytes(UTF_8));
        assertThat(refusals())
                .hasSize(4)
                .allSatisfy(Canary::assertAbsent)
                .anySatisfy(line -> assertThat(line).startsWith("name.yaml: Secret shop/b: MAC mismatch"))
                .anySatisfy(line -> assertThat(line).startsWith("value.yaml:7 stringData.j: "))
                .anySatisfy(line -> assertThat(line).startsWith("more.yaml:7 stringData.x: "))
                .anySatisfy(line -> assertThat(line).startsWith("sealed.yaml: Secret shop/a: MAC mismatch"));
        assertThat(wanted()).isEmpty();
    }

    @Test
    void refusesAFileOfWhichAPlainKeyWasRenamed() {
        var text = new String(encrypted(secret("shop", "a", "k", Canary.text())), UTF_8);
        file("a.yaml", text.replace("  namespace: shop", "  annotation: shop").getBytes(UTF_8));
        file("b.yaml", text.replace("kind: Secret", "kine: Secret").getBytes(UTF_8));
        assertThat(refusals())
                .containsExactly(
                        "a.yaml: Secret a: structure mismatch: keys, types or plain values were changed after the file was encrypted",
                        "b.yaml: structure mismatch: keys, types or plain values were changed after the file was encrypted");
        assertThat(wanted()).isEmpty();
    }

    @Test
    void namesTheSecretsOfAFileThatNoKeyOpens() {
        var documents = Stream.of("a", "b", "c", "d", "e").map(name -> secret("shop", name, "k", Canary.text()));
        sealed("a.yaml", documents.collect(Collectors.joining("---\n")));
        opened = SopsFiles.open(new Revision("v1", files), SopsFixtures.policy(SopsFixtures.withoutKey()));
        assertThat(opened.refused())
                .singleElement()
                .extracting(outcome ->
                        ((Outcome.Result.Refused) outcome.result()).error().line())
                .asString()
                .startsWith("a.yaml: Secret shop/a, Secret shop/b, Secret shop/c and 2 more: ");
    }

    @Test
    void namesLineAndNameOfASecretThatIsPlainText() {
        var text = "# first\n\napiVersion: v1\nkind: ConfigMap\n---\n# second\n" + secret("shop", "b", "k", "1");
        file("b.yaml", text.getBytes(UTF_8));
        assertThat(refusals()).containsExactly("b.yaml:7: Secret shop/b: is not encrypted (sops metadata not found)");
    }

    @Test
    void takesAFileWithoutAStructureUnlessOneIsRequired() {
        var text = SopsFixtures.withoutStructure(encrypted(secret("shop", "a", "k", "1")));
        file("a.yaml", text).sealed("b.yaml", secret("shop", "b", "k", "2"));
        assertThat(refusals()).isEmpty();
        assertThat(opened.sealed())
                .extracting(SopsFiles.SealedSecrets::hasStructure)
                .containsExactly(false, true);
        opened.close();
        var environment = SopsFixtures.withKey();
        var strict = new SopsPolicy(SopsFixtures.decryption(environment), FilePlace::inCommit, true, "");
        opened = SopsFiles.open(new Revision("v1", files), strict);
        assertThat(opened.refused())
                .singleElement()
                .satisfies(outcome -> assertThat(outcome.subject()).isEqualTo("a.yaml"));
        assertThat(wanted()).containsExactly("shop/b");
    }

    @Test
    void refusesAManifestWithoutANamespaceWhereNoneIsGiven() {
        sealed("a.yaml", secret("", "a", "k", "1")).sealed("b.yaml", secret("shop", "b", "k", "2"));
        var policy = new SopsPolicy(SopsFixtures.decryption(SopsFixtures.withKey()), FilePlace::inCommit, false, "");
        opened = SopsFiles.open(new Revision("v1", files), policy);
        assertThat(opened.refused())
                .singleElement()
                .satisfies(outcome -> assertThat(((Outcome.Result.Refused) outcome.result())
                                .error()
                                .line())
                        .isEqualTo("a.yaml:3: Secret a: metadata.namespace: is missing"));
        assertThat(wanted()).containsExactly("shop/b");
    }

    @Test
    void refusesAListInAnEncryptedFile() {
        sealed("a.yaml", "apiVersion: v1\nkind: List\nitems:\n  - {apiVersion: v1, kind: Secret}\n");
        assertThat(refusals()).containsExactly("a.yaml:1: is a list of objects");
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "metadata: {name: A}           | metadata.name: is not a Kubernetes name",
                "metadata: {name: ../a}        | metadata.name: is not a Kubernetes name",
                "metadata: {name: 7}           | metadata.name: is not text",
                "metadata: {}                  | metadata.name: is missing",
                "immutable: false              | metadata.name: is missing",
                "metadata: {name: a, namespace: 7}     | metadata.namespace: is not text",
                "metadata: {name: a, namespace: [b]}   | metadata.namespace: is not text",
                "metadata: {name: a, namespace: ../..} | metadata.namespace: is not a Kubernetes name",
                "metadata: {name: a, namespace: a/b}   | metadata.namespace: is not a Kubernetes name",
            })
    void refusesNamesThatAreNone(String metadata, String problem) {
        sealed("a.yaml", "apiVersion: v1\nkind: Secret\n" + metadata + "\nstringData:\n  k: v\n");
        assertThat(refusals()).singleElement().asString().startsWith("a.yaml:").endsWith(problem);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "stringData: {a/b: v}     | stringData.a/b: is not a valid key of a Secret",
                "stringData: {..data: v}  | stringData...data: is not a valid key of a Secret",
                "stringData: {.: v}       | stringData..: is not a valid key of a Secret",
                "stringData: {'': v}      | stringData.: is not a valid key of a Secret",
                "stringData: {k: 7}       | stringData.k: is not text",
                "stringData: {k: true}    | stringData.k: is not text",
                "stringData: {k: [v]}     | stringData.k: is not text",
                "stringData: [v]          | stringData: is not a map",
                "data: text               | data: is not a map",
                "data: {k: CANARY-7f3a}   | data.k: is not base64",
                "data: {k: YQ}            | data.k: is not base64",
                "data: {k: 'Y Q='}        | data.k: is not base64",
            })
    void refusesDataThatIsNone(String data, String problem) {
        sealed("a.yaml", "apiVersion: v1\nkind: Secret\nmetadata: {name: a}\n" + data + "\n");
        assertThat(refusals()).containsExactly("a.yaml:4: Secret a: " + problem);
    }

    @Test
    void aFileWithOneBadDocumentGivesNothingAtAllAndTheOthersAreRead() {
        sealed("a.yaml", secret("shop", "a", "k", "1") + "---\n" + secret("shop", "B", "k", "2"));
        sealed("b.yaml", secret("shop", "b", "k", "3"));
        assertThat(refusals())
                .singleElement()
                .asString()
                .startsWith("a.yaml:")
                .endsWith(": Secret shop/B: metadata.name: is not a Kubernetes name");
        assertThat(wanted()).containsExactly("shop/b");
    }

    @Test
    void refusesASecondManifestOfTheSameSecret() {
        sealed("a.yaml", secret("default", "a", "k", "1"));
        sealed("b.yaml", secret("", "a", "k", "2"));
        sealed("c.yaml", secret("x", "c", "k", "1") + "---\n" + secret("x", "c", "k", "2"));
        assertThat(refusals())
                .satisfiesExactly(
                        line -> assertThat(line).isEqualTo("b.yaml:1: Secret a: Secret default/a is given twice"),
                        line -> assertThat(line)
                                .startsWith("c.yaml:")
                                .endsWith(": Secret x/c: Secret x/c is given twice"));
        assertThat(data(opened.specs().getFirst())).isEqualTo(Map.of("k", "1"));
    }

    @Test
    void escapesTheNamesOfFiles() {
        file("a\u001b[2J\n.yaml", "apiVersion: v1\nkind: Secret\n".getBytes(UTF_8));
        assertThat(refusals()).containsExactly("a\\u001b[2J\\n.yaml:1: is not encrypted (sops metadata not found)");
    }

    @Test
    void saysWhichFileNoKeyOpens() {
        sealed("a.yaml", secret("shop", "a", "k", "1"));
        opened = SopsFiles.open(new Revision("v1", files), SopsFixtures.policy(SopsFixtures.withoutKey()));
        assertThat(opened.refused())
                .singleElement()
                .satisfies(outcome -> assertThat(((Outcome.Result.Refused) outcome.result())
                                .error()
                                .line())
                        .startsWith("a.yaml: "));
        assertThat(opened.specs()).isEmpty();
    }
}
