package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Configurations, rules, recipients and key files that cannot be used, row by row of the catalogue of bad input.
class BadConfigTest {
    private static final String PLAIN = "password: CANARY-7f3a-do-not-print\nuser: CANARY-7f3a-do-not-print\n";

    @TempDir
    Path directory;

    private Sandbox sandbox;

    @BeforeEach
    void startWithAPlainFile() {
        sandbox = new Sandbox(directory).file("a.yaml", PLAIN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a: [", "- a\n- b\n", "just text", "creation_rules: text", "creation_rules:\n  - text\n", "\t: x"
            })
    @CatalogueRow("C43")
    void aConfigThatCannotBeUsedIsExit1(String config) {
        sandbox.file(".sops.yaml", config);
        Refusal.of(sandbox, "encrypt", "a.yaml").exit(1).saying(".sops.yaml");
    }

    @Test
    @CatalogueRow("C43")
    void anEmptyConfigIsNone() {
        sandbox.file(".sops.yaml", "");
        Refusal.of(sandbox, "encrypt", "a.yaml").exit(1).saying("config file not found", "no keys provided");
        sandbox.run("encrypt", "--age", Sandbox.RECIPIENT, "a.yaml").succeeded();
    }

    @Test
    @CatalogueRow("C43")
    void aConfigThatIsADirectoryHugeOrMissingIsExit1() throws IOException {
        Files.createDirectory(sandbox.path("dir.yaml"));
        Refusal.of(sandbox, "--config", "dir.yaml", "encrypt", "a.yaml").exit(1).saying("dir.yaml");
        Refusal.of(sandbox, "--config", "nope.yaml", "encrypt", "a.yaml")
                .exit(1)
                .saying("nope.yaml");
        try (var huge = Files.newByteChannel(
                sandbox.path("huge.yaml"),
                java.nio.file.StandardOpenOption.CREATE_NEW,
                java.nio.file.StandardOpenOption.WRITE)) {
            huge.position((1L << 30) - 1).write(java.nio.ByteBuffer.wrap(new byte[] {'\n'}));
        }
        Refusal.of(sandbox, () -> sandbox.process("--config", "huge.yaml", "encrypt", "a.yaml"))
                .exit(1)
                .saying("huge.yaml");
        sandbox.variable("SOPS_CONFIG", "nope.yaml");
        Refusal.of(sandbox, "encrypt", "a.yaml").exit(1).saying("nope.yaml");
    }

    @ParameterizedTest
    @ValueSource(strings = {"(", "[a", "a(?=b)", "*"})
    @CatalogueRow("C45")
    void aPathRegexThatDoesNotCompileIsExit1WithItsPlace(String regex) {
        sandbox.file(
                ".sops.yaml", "creation_rules:\n  - path_regex: '" + regex + "'\n    age: " + Sandbox.RECIPIENT + "\n");
        Refusal.of(sandbox, "encrypt", "a.yaml").exit(1).saying(".sops.yaml:2", "path_regex");
    }

    @ParameterizedTest
    @ValueSource(strings = {"(", "^(data", "(?=x)", "(?!x)y", "(a)\\1"})
    @CatalogueRow("C46")
    void aSelectionRegexThatDoesNotCompileNeverEncryptsNothing(String regex) {
        for (var field : List.of(
                "encrypted_regex", "unencrypted_regex", "encrypted_comment_regex", "unencrypted_comment_regex")) {
            sandbox.file(
                    ".sops.yaml",
                    "creation_rules:\n  - age: " + Sandbox.RECIPIENT + "\n    " + field + ": '" + regex + "'\n");
            Refusal.of(sandbox, "encrypt", "a.yaml").exit(1).saying(".sops.yaml:3", field);
            Refusal.of(sandbox, "encrypt", "-i", "a.yaml").exit(1);
        }
        Refusal.of(
                        sandbox,
                        "--config",
                        "/dev/null",
                        "encrypt",
                        "--encrypted-regex",
                        regex,
                        "--age",
                        Sandbox.RECIPIENT,
                        "a.yaml")
                .exit(1)
                .saying("encrypted_regex");
    }

    @Test
    @CatalogueRow("C47")
    void aRuleThatSelectsNothingIsAWarningAndWithStrictAnError() {
        for (var regex : List.of("^(pasword)$", "^(password | user)$")) {
            var run = sandbox.run("encrypt", "--age", Sandbox.RECIPIENT, "--encrypted-regex", regex, "a.yaml")
                    .succeeded();
            assertThat(run.errors()).startsWith("lockstep: warning: a.yaml: ").contains("encrypted_regex");
            Refusal.tellsNoSecret(run);
            Refusal.of(sandbox, "encrypt", "--strict", "--age", Sandbox.RECIPIENT, "--encrypted-regex", regex, "a.yaml")
                    .exit(1)
                    .saying("a.yaml", "encrypted_regex");
        }
        sandbox.run("encrypt", "--strict", "--age", Sandbox.RECIPIENT, "--encrypted-regex", "^password$", "a.yaml")
                .succeeded();
    }

    @Test
    @CatalogueRow("C48")
    void twoSelectionsAtOnceAreRefused() {
        Refusal.of(
                        sandbox,
                        "encrypt",
                        "--age",
                        Sandbox.RECIPIENT,
                        "--encrypted-regex",
                        "a",
                        "--unencrypted-suffix",
                        "b",
                        "a.yaml")
                .exit(8)
                .saying("cannot use more than one of");
        sandbox.file(
                ".sops.yaml",
                "creation_rules:\n  - age: " + Sandbox.RECIPIENT
                        + "\n    encrypted_regex: a\n    encrypted_suffix: b\n");
        Refusal.of(sandbox, "encrypt", "a.yaml").exit(1).saying(".sops.yaml", "encrypted_regex", "encrypted_suffix");
    }

    @Test
    @CatalogueRow("C49")
    void noMatchingRuleNamesTheFileEvenWithKeysGiven() {
        sandbox.file(".sops.yaml", "creation_rules:\n  - path_regex: prod/\n    age: " + Sandbox.RECIPIENT + "\n");
        Refusal.of(sandbox, "encrypt", "a.yaml").exit(1).saying("no matching creation rules found", "a.yaml");
        Refusal.of(sandbox, "encrypt", "--age", Sandbox.RECIPIENT, "a.yaml")
                .exit(1)
                .saying("no matching creation rules found");
        sandbox.file(".sops.yaml", "creation_rules: []\n");
        Refusal.of(sandbox, "encrypt", "a.yaml").exit(1).saying("no matching creation rules found");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "3", "256", "-1", "text"})
    @CatalogueRow("C50")
    void aThresholdThatCannotWorkIsExit1(String threshold) {
        sandbox.file(
                ".sops.yaml",
                "creation_rules:\n  - shamir_threshold: " + threshold + "\n    key_groups:\n      - age: ["
                        + Sandbox.RECIPIENT + "]\n      - age: [" + Sandbox.OTHER_RECIPIENT + "]\n");
        Refusal.of(sandbox, "encrypt", "a.yaml").exit(1);
    }

    @Test
    @CatalogueRow("C50")
    void aThresholdOf0MeansAllGroups() {
        sandbox.file(
                ".sops.yaml",
                "creation_rules:\n  - shamir_threshold: 0\n    key_groups:\n      - age: [" + Sandbox.RECIPIENT
                        + "]\n      - age: [" + Sandbox.OTHER_RECIPIENT + "]\n");
        sandbox.run("encrypt", "-i", "a.yaml").succeeded();
        assertThat(sandbox.text("a.yaml")).contains("shamir_threshold: 2");
        Refusal.of(sandbox, "decrypt", "a.yaml").exit(128).saying("Failed to get the data key");
        sandbox.variable("SOPS_AGE_KEY", Sandbox.IDENTITY + "\n" + Sandbox.OTHER_IDENTITY);
        assertThat(sandbox.run("decrypt", "a.yaml").succeeded().text()).isEqualTo(PLAIN);
    }

    @Test
    @CatalogueRow("C51")
    void aRecipientThatIsNoneIsExit1AndAPrivateKeyIsNotEchoed() {
        String good = Sandbox.RECIPIENT;
        for (var recipient : List.of(
                good.substring(0, good.length() - 1) + (good.endsWith("u") ? "q" : "u"),
                "A" + good.substring(1),
                good.substring(0, 10) + " " + good.substring(10),
                "age2" + good.substring(4),
                "agx1rm3",
                "age1",
                Sandbox.OTHER_IDENTITY,
                Sandbox.OTHER_IDENTITY.toLowerCase(Locale.ROOT))) {
            var refusal = Refusal.of(sandbox, "encrypt", "--age", recipient, "a.yaml")
                    .exit(1)
                    .saying("recipient");
            assertThat(refusal.run().errors().toUpperCase(Locale.ROOT))
                    .doesNotContain(Sandbox.OTHER_IDENTITY.substring(15));
            Refusal.of(sandbox, "encrypt", "--age", good + "," + recipient, "a.yaml")
                    .exit(1);
        }
        sandbox.file(".sops.yaml", "creation_rules:\n  - age: " + Sandbox.OTHER_IDENTITY + "\n");
        Refusal.of(sandbox, "encrypt", "a.yaml").exit(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"age1../x1qqqq", "age1x/y1qqqq", "age11qqqq", "long"})
    @CatalogueRow("C52")
    void aPluginNameThatIsNoneIsRefused(String recipient) {
        String name = recipient.equals("long") ? "age1" + "x".repeat(200) + "1qqqq" : recipient;
        Refusal.of(sandbox, "encrypt", "--age", name, "a.yaml").exit(1);
    }

    @Test
    @CatalogueRow("C53")
    void keyFilesInAllForms() {
        sandbox.encryptedFile("a.yaml", PLAIN)
                .variable("SOPS_AGE_KEY", "")
                .variable("SOPS_AGE_KEY_FILE", path("keys.txt"));
        String key = Sandbox.IDENTITY;
        for (var good : List.of(
                key, key + "\n", "# comment\r\n\r\n" + key + "\r\n", Sandbox.OTHER_IDENTITY + "\n" + key + "\n")) {
            sandbox.file("keys.txt", good);
            assertThat(sandbox.run("decrypt", "a.yaml").succeeded().text()).isEqualTo(PLAIN);
        }
        sandbox.file("keys.txt", "\n\n# " + "x".repeat(70_000) + "\n" + key + "\n");
        Refusal.of(sandbox, "decrypt", "a.yaml").exit(128).saying("SOPS_AGE_KEY_FILE", "line 3");
        for (var bad : List.of("not a key\n", "# c\nAGE-SECRET-KEY-1QQQQ\n", "x".repeat(70_000) + "\n")) {
            sandbox.file("keys.txt", bad);
            Refusal.of(sandbox, "decrypt", "a.yaml").exit(128).saying("SOPS_AGE_KEY_FILE", "line ");
        }
        sandbox.file("keys.txt", "\ufeff" + key + "\n");
        var mark = sandbox.run("decrypt", "a.yaml");
        assertThat(mark.exit()).isIn(0, 128);
        Refusal.tellsNoSecret(mark);
    }

    @Test
    @CatalogueRow("C53")
    void aKeyFileWithAPassphraseDoesNotAskWithoutATerminal() throws Exception {
        sandbox.encryptedFile("a.yaml", PLAIN)
                .variable("SOPS_AGE_KEY", "")
                .variable("SOPS_AGE_KEY_FILE", path("keys.txt"));
        // An age file for a passphrase, cut behind its header: it must be recognized before it is opened.
        sandbox.file("keys.txt", "age-encryption.org/v1\n-> scrypt bbbbbbbbbbbbbbbbbbbbbg 10\n");
        Refusal.of(sandbox, () -> sandbox.process("decrypt", "a.yaml"))
                .exit(128)
                .saying("a.yaml");
    }

    @Test
    @CatalogueRow("C54")
    void anEmptyKeyVariableIsNoKey() {
        sandbox.encryptedFile("a.yaml", PLAIN);
        for (var none : List.of("", " ", "\n\n", "# nothing\n")) {
            sandbox.variable("SOPS_AGE_KEY", none);
            Refusal.of(sandbox, "decrypt", "a.yaml").exit(128).saying("a.yaml", "Failed to get the data key");
        }
        sandbox.variable("SOPS_AGE_KEY", Sandbox.OTHER_IDENTITY + "\n" + Sandbox.IDENTITY);
        sandbox.run("decrypt", "a.yaml").succeeded();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "/no/such/program", "false", "true", "sh -c 'exit 3'", "'unclosed"})
    @CatalogueRow("C55")
    void aKeyCommandThatGivesNoKeyIsExit128(String command) {
        sandbox.encryptedFile("a.yaml", PLAIN).variable("SOPS_AGE_KEY", "").variable("SOPS_AGE_KEY_CMD", command);
        Refusal.of(sandbox, "decrypt", "a.yaml").exit(128).saying("a.yaml");
    }

    @Test
    @CatalogueRow("C55")
    void aKeyCommandThatNeverEndsIsStopped() {
        sandbox.encryptedFile("a.yaml", PLAIN).variable("SOPS_AGE_KEY", "").variable("SOPS_AGE_KEY_CMD", "sleep 100");
        var run = sandbox.process("decrypt", "a.yaml");
        assertThat(run.exit()).isEqualTo(128);
        assertThat(run.took()).isLessThan(Duration.ofSeconds(40));
        Refusal.tellsNoSecret(run);
    }

    @Test
    @CatalogueRow("C56")
    void anUnreadableKeyFileIsToldOnlyIfDecryptionFails() throws IOException {
        sandbox.encryptedFile("a.yaml", PLAIN);
        Files.createDirectory(sandbox.path("dir"));
        sandbox.variable("SOPS_AGE_KEY_FILE", path("dir"));
        assertThat(sandbox.run("decrypt", "a.yaml").succeeded().errors()).isEmpty();
        sandbox.variable("SOPS_AGE_KEY", "");
        Refusal.of(sandbox, "decrypt", "a.yaml").exit(128).saying("SOPS_AGE_KEY_FILE");
        sandbox.variable("SOPS_AGE_KEY_FILE", path("nope.txt"));
        Refusal.of(sandbox, "decrypt", "a.yaml").exit(128).saying("SOPS_AGE_KEY_FILE");
    }

    @Test
    void keyServicesThatAreNotInThisBuildAreRefusedByName() {
        for (var flags : List.of(
                List.of("--pgp", "85D77543B3D624B63CEA9E6DBC17301B491B3F21"),
                List.of("--kms", "arn:aws:kms:eu-west-1:123456789012:key/x"),
                List.of("--gcp-kms", "projects/p/locations/l/keyRings/r/cryptoKeys/k"),
                List.of("--hckms", "region:uuid"),
                List.of("--azure-kv", "https://v.vault.azure.net/keys/k/v"),
                List.of("--hc-vault-transit", "https://vault.example.com/v1/transit/keys/k"))) {
            var words = new java.util.ArrayList<>(List.of("encrypt", "a.yaml"));
            words.addAll(flags);
            var run = sandbox.run(words.toArray(String[]::new));
            assertThat(run.exit()).as("%s", run).isEqualTo(1);
            assertThat(run.errors()).contains("not part of this build");
        }
        Refusal.of(sandbox, "encrypt", "--keyservice", "tcp://localhost:1", "--age", Sandbox.RECIPIENT, "a.yaml")
                .exit(1);
        Refusal.of(sandbox, "encrypt", "--encryption-context", "a", "--age", Sandbox.RECIPIENT, "a.yaml")
                .exit(6);
        Refusal.of(sandbox, "decrypt", "--decryption-order", "age,age", "a.yaml")
                .exit(112)
                .saying("age");
    }

    private String path(String name) {
        return sandbox.path(name).toString();
    }

    @Test
    void theConfigOfAParentDirectoryHolds() {
        sandbox.file(".sops.yaml", "creation_rules:\n  - age: " + Sandbox.RECIPIENT + "\n")
                .file("sub/b.yaml", PLAIN);
        sandbox.run("encrypt", "-i", "sub/b.yaml").succeeded();
        assertThat(new String(sandbox.bytes("sub/b.yaml"), StandardCharsets.UTF_8))
                .contains(Sandbox.RECIPIENT);
    }
}
