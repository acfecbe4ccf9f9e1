package dev.lockstep.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lockstep.Decryption.MacCheck;
import dev.lockstep.document.Node;
import dev.lockstep.document.Node.Entry;
import dev.lockstep.document.Node.Mapping;
import dev.lockstep.document.Node.Scalar;
import dev.lockstep.format.Formats;
import dev.lockstep.problem.LockstepException;
import dev.lockstep.testkit.Vectors;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// Every encrypted file among the published vectors, opened with the age keys that lie there; those of other key
/// services and formats are refused by name.
class PublishedFilesTest {
    private static final String FLUX = "sops-fixtures/fluxcd-kustomize-controller/controller-testdata-sops/";
    private static final String ISINDIR = "sops-fixtures/isindir-sops-secrets-operator/age-test-key/";
    private static final String KSOPS = "sops-fixtures/viaduct-ai-kustomize-sops/test/krm/";
    private static final String SOPS = "sops-fixtures/getsops-sops/";

    /// How each ends. No file may be found that does not stand here.
    private static final Map<String, String> WANTED = new TreeMap<>(Map.ofEntries(
            Map.entry(FLUX + "algorithms/age.yaml", "opened"),
            Map.entry(FLUX + "algorithms/age-pq.yaml", "opened"),
            Map.entry(FLUX + "algorithms/pgp.yaml", "NO_KEY_OPENED_FILE"),
            Map.entry(FLUX + "envs/env.env", "opened"),
            Map.entry(ISINDIR + "00-test-secrets.yaml", "opened"),
            Map.entry(KSOPS + "envs/secret.enc.env", "NO_KEY_OPENED_FILE"),
            Map.entry(KSOPS + "single/secret.enc.yaml", "NO_KEY_OPENED_FILE"),
            Map.entry(SOPS + "functional/comments.enc.yaml", "NO_KEY_OPENED_FILE"),
            Map.entry(SOPS + "functional/comments_unencrypted_comments.yaml", "NO_KEY_OPENED_FILE"),
            Map.entry(SOPS + "functional/format.enc.env", "NO_KEY_OPENED_FILE"),
            Map.entry(SOPS + "functional/format.enc.ini", "USAGE"),
            Map.entry(SOPS + "functional/format-2.enc.ini", "USAGE"),
            Map.entry(SOPS + "functional/format.enc.json", "NO_KEY_OPENED_FILE"),
            Map.entry(SOPS + "functional/format.enc.yaml", "NO_KEY_OPENED_FILE"),
            Map.entry(SOPS + "functional/multiple_keys.yaml", "NO_KEY_OPENED_FILE"),
            Map.entry(SOPS + "functional/no_mac.yaml", "NO_KEY_OPENED_FILE"),
            Map.entry(SOPS + "kat.json", "METADATA_NOT_FOUND"),
            Map.entry("sops-derived/00-baseline.yaml", "opened"),
            Map.entry("sops-derived/09-second-doc-text.yaml", "MAC_MISMATCH"),
            Map.entry("sops-derived/11-change-unencrypted-value.yaml", "MAC_MISMATCH"),
            Map.entry("sops-derived/18-lastmodified-plus-1s.yaml", "MAC_MISMATCH"),
            Map.entry("sops-derived/25-regex-invalid.yaml", "CONFIG_INVALID"),
            Map.entry("sops-derived/31-encrypted-leaf-plain.yaml", "VALUE_NOT_DECRYPTABLE")));

    @Test
    void everyEncryptedFileOpensOrIsRefusedByName() throws IOException {
        var machine = holdingAllKeys();
        var found = new TreeMap<String, String>();
        for (var path : encryptedFiles()) {
            found.put(Vectors.path("").relativize(path).toString().replace('\\', '/'), end(machine, path));
        }
        found.forEach((name, end) -> System.out.println(end + "\t" + name));
        assertEquals(wanted(), found);
    }

    /// All, or those that are there: some cannot be fetched, as `testdata/vectors.md` says.
    private static Map<String, String> wanted() {
        var wanted = new TreeMap<>(WANTED);
        if (!Boolean.getBoolean("lockstep.requireVectors")) {
            wanted.keySet().removeIf(name -> !Files.exists(Vectors.path("").resolve(name)));
        }
        return wanted;
    }

    private static Iterable<Path> encryptedFiles() throws IOException {
        try (var paths = Files.walk(Vectors.path(""))) {
            return paths.filter(Files::isRegularFile)
                    .filter(path -> !path.getFileName().toString().endsWith(".md"))
                    .filter(path -> read(path).contains("ENC[AES256_GCM,"))
                    .toList();
        }
    }

    private static String read(Path path) {
        return new String(Vectors.bytes(Vectors.path("").relativize(path).toString()), StandardCharsets.ISO_8859_1);
    }

    /// With all age identities of the sops fixtures.
    private static AgeMachine holdingAllKeys() throws IOException {
        try (var paths = Files.walk(Vectors.path(""))) {
            var identities = paths.filter(Files::isRegularFile)
                    .filter(path ->
                            path.toString().contains("sops-") && path.toString().endsWith(".txt"))
                    .map(PublishedFilesTest::read)
                    .flatMap(String::lines)
                    .filter(line -> line.startsWith("AGE-SECRET-KEY-"))
                    .collect(Collectors.joining("\n"));
            assertFalse(identities.isEmpty());
            return AgeMachine.holding(identities);
        }
    }

    private static String end(AgeMachine machine, Path path) throws IOException {
        try {
            var format = Formats.named(Formats.nameFor(path.toString()));
            try (var opened = machine.decryption().open(Files.readAllBytes(path), format, MacCheck.REQUIRED)) {
                return opened.warnings().isEmpty() ? "opened" : "opened, " + opened.warnings();
            }
        } catch (LockstepException e) {
            assertFalse(e.getMessage().contains("PLAINCANARY"), "a value shows");
            assertFalse(e.problem().what().isBlank());
            return e.problem().kind().name();
        }
    }

    @Test
    void fluxSecretsHoldTheirNameAndOneValue() throws IOException {
        var machine = holdingAllKeys();
        for (var name : new String[] {"age", "age-pq"}) {
            var bytes = Vectors.bytes(FLUX + "algorithms/" + name + ".yaml");
            try (var opened = machine.decryption().open(bytes, Formats.named("yaml"), MacCheck.REQUIRED)) {
                var root = opened.roots().getFirst();
                assertEquals(name, text(root, "metadata", "name"));
                assertEquals("value", text(root, "stringData", "key"));
            }
        }
    }

    @Test
    void theCustomResourceHasTheValuesOfItsPlainTwin() throws IOException {
        var yaml = Formats.named("yaml");
        var bytes = Vectors.bytes(ISINDIR + "00-test-secrets.yaml");
        try (var opened = holdingAllKeys().decryption().open(bytes, yaml, MacCheck.REQUIRED);
                var twin = yaml.parse(Vectors.bytes(ISINDIR + "00-raw-test-secrets.yaml"))) {
            // The twin's `$$` had become a process number before it was encrypted.
            var wanted = Pattern.quote(Values.of(twin.roots())).replace("$$", "\\E\\d+\\Q");
            assertTrue(Values.of(opened.roots()).matches(wanted), "the values differ");
        }
    }

    private static String text(Node node, String... keys) {
        var here = node;
        for (var key : keys) {
            here = ((Mapping) here)
                    .members().stream()
                            .filter(member ->
                                    member instanceof Entry entry && entry.key().equals(key))
                            .map(member -> ((Entry) member).value())
                            .findFirst()
                            .orElseThrow();
        }
        return new String(((Scalar) here).value().lent(), StandardCharsets.UTF_8);
    }
}
