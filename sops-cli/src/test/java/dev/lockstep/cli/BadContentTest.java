package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.keys.KeyProviders;
import dev.lockstep.keys.MasterKey;
import dev.lockstep.keys.ProviderEnvironment;
import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;
import dev.lockstep.secret.DataKey;
import dev.lockstep.secret.Randomness;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Encrypted files that somebody or something has changed, row by row of the catalogue of bad input.
class BadContentTest {
    private static final String PLAIN = """
            password: CANARY-7f3a-do-not-print
            port: 5432
            ratio: 1.5
            on: true
            open_unencrypted: visible
            list:
                - CANARY-7f3a-do-not-print-one
                - CANARY-7f3a-do-not-print-two
            """;
    private static final Pattern PASSWORD = Pattern.compile("(?m)^password: (ENC\\[.*])$");

    @TempDir
    Path directory;

    private Sandbox sandbox;
    private String sealed = "";

    @BeforeEach
    void startWithAnEncryptedFile() {
        sandbox = new Sandbox(directory).encryptedFile("a.yaml", PLAIN);
        sealed = sandbox.text("a.yaml");
    }

    @Test
    void theUnchangedFileOpens() {
        assertThat(sandbox.run("decrypt", "a.yaml").succeeded().text()).isEqualTo(PLAIN);
    }

    @Test
    @CatalogueRow("C40, C41")
    void encryptingWhatIsEncryptedIsExit203() {
        Refusal.of(sandbox, "encrypt", "--age", Sandbox.RECIPIENT, "a.yaml")
                .exit(203)
                .saying("a.yaml", "The file you have provided contains a top-level entry called 'sops'");
        sandbox.file("b.yaml", "sops: CANARY-7f3a-do-not-print\n")
                .file("b.json", "{\"sops\": \"CANARY-7f3a-do-not-print\"}");
        Refusal.of(sandbox, "encrypt", "--age", Sandbox.RECIPIENT, "b.yaml")
                .exit(203)
                .saying("b.yaml");
        Refusal.of(sandbox, "encrypt", "--age", Sandbox.RECIPIENT, "b.json")
                .exit(203)
                .saying("b.json");
    }

    @Test
    @CatalogueRow("C42")
    void decryptingAPlainFileDoesNotEchoIt() {
        sandbox.file("plain.yaml", PLAIN);
        Refusal.of(sandbox, "decrypt", "plain.yaml").exit(1).saying("plain.yaml", "sops metadata not found");
        sandbox.file("plain.json", "{\"a\": \"CANARY-7f3a-do-not-print\"}");
        Refusal.of(sandbox, "decrypt", "plain.json").exit(1).saying("plain.json", "sops metadata not found");
        sandbox.file("plain.txt", "CANARY-7f3a-do-not-print");
        Refusal.of(sandbox, "decrypt", "plain.txt").exit(1).saying("plain.txt");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 16, 31, 33, 4096})
    @CatalogueRow("C60")
    void aDataKeyOfAnotherLengthThan32IsRefused(int length) {
        var environment = new ProviderEnvironment(Map.of(), directory, _ -> new byte[0], Randomness.system());
        var recipient = MasterKey.of("age", "recipient", Sandbox.RECIPIENT);
        try (var key = DataKey.owning(new byte[length])) {
            var wrapped = KeyProviders.installed(environment).named("age").wrap(key, recipient, Duration.ofSeconds(5));
            sandbox.file("a.yaml", withArmor(wrapped.enc()));
        }
        Refusal.of(sandbox, "decrypt", "a.yaml").exit(128).saying("a.yaml");
    }

    @Test
    @CatalogueRow("C68")
    void aMacThatIsWrongMissingEmptyOrNoTextIsExit51WithoutAHash() {
        String mac = "(?m)^    mac: .*$";
        String other = new Sandbox(directory.resolve("other"))
                .encryptedFile("a.yaml", "x: y\n")
                .text("a.yaml");
        var matcher = Pattern.compile(mac).matcher(other);
        assertThat(matcher.find()).isTrue();
        for (var line : List.of("    mac: \"\"", "    no: mac", "    mac: plain", matcher.group())) {
            sandbox.file("a.yaml", sealed.replaceFirst(mac, line));
            Refusal.of(sandbox, "decrypt", "a.yaml").exit(51).saying("a.yaml", "MAC");
            var ignored = sandbox.run("decrypt", "--ignore-mac", "a.yaml").succeeded();
            assertThat(ignored.text())
                    .contains("password: CANARY-7f3a-do-not-print")
                    .doesNotContain("sops:");
        }
        sandbox.file("a.yaml", sealed.replace("visible", "changed"));
        Refusal.of(sandbox, "decrypt", "a.yaml").exit(51).saying("a.yaml", "MAC mismatch");
        assertThat(sandbox.run("decrypt", "--ignore-mac", "a.yaml").succeeded().errors())
                .contains("warning", "MAC");
    }

    @ParameterizedTest
    @CsvSource({
        "lastmodified,",
        "lastmodified,yesterday",
        "lastmodified,'[]'",
        "version,",
        "version,newest",
        "version,'[]'"
    })
    @CatalogueRow("C69, C70")
    void aTimeOrVersionThatIsNoneIsExit1(String field, String value) {
        String line = value == null ? "" : "    " + field + ": " + value + "\n";
        sandbox.file("a.yaml", sealed.replaceFirst("(?m)^    " + field + ": .*\n", line));
        Refusal.of(sandbox, "decrypt", "a.yaml").exit(1).saying("a.yaml", field);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"2026-01-02T03:04:05Z", "9999-12-31T23:59:59Z", "2026-01-02T03:04:05.5Z", "10000-01-01T00:00:00Z"
            })
    @CatalogueRow("C69")
    void anotherTimeThanTheSealedOneIsRefused(String time) {
        sandbox.file("a.yaml", sealed.replaceFirst("(?m)^    lastmodified: .*$", "    lastmodified: \"" + time + "\""));
        var refusal = Refusal.of(sandbox, "decrypt", "a.yaml").saying("a.yaml");
        assertThat(refusal.run().exit()).isIn(1, 51);
    }

    @Test
    @CatalogueRow("C70")
    void aNewerVersionOpens() {
        sandbox.file("a.yaml", sealed.replaceFirst("(?m)^    version: .*$", "    version: 4.0.0"));
        assertThat(sandbox.run("decrypt", "a.yaml").succeeded().text()).isEqualTo(PLAIN);
    }

    @Test
    @CatalogueRow("C71")
    void metadataThatIsTextListDoubledOrInTheSecondDocumentOnlyIsExit1() {
        String body = sealed.substring(0, sealed.indexOf("sops:\n"));
        String block = sealed.substring(sealed.indexOf("sops:\n"));
        sandbox.file("a.yaml", body + "sops: text\n");
        Refusal.of(sandbox, "decrypt", "a.yaml").exit(1).saying("a.yaml");
        sandbox.file("a.yaml", body + "sops: [1, 2]\n");
        Refusal.of(sandbox, "decrypt", "a.yaml").exit(1).saying("a.yaml");
        sandbox.file("a.yaml", sealed + block);
        Refusal.of(sandbox, "decrypt", "a.yaml").exit(1).saying("a.yaml");
        sandbox.file("a.yaml", body + "---\nb: c\n" + block);
        Refusal.of(sandbox, "decrypt", "a.yaml").exit(1).saying("a.yaml", "sops metadata not found");
    }

    @Test
    @CatalogueRow("C72, C73")
    void whatIsNoCiphertextWhereOneBelongsIsExit25() {
        for (var value : List.of(
                "CANARY-7f3a-do-not-print",
                "12",
                "true",
                "1.5",
                "2026-01-01",
                "{a: CANARY-7f3a-do-not-print}",
                "[CANARY-7f3a-do-not-print]")) {
            sandbox.file("a.yaml", replacePassword(value));
            Refusal.of(sandbox, "decrypt", "a.yaml").exit(25).saying("a.yaml", "password");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "str, words",
        "str, bytes",
        "str, int",
        "str, float",
        "str, bool",
        "str, time",
        "str, comment",
        "str, ''"
    })
    @CatalogueRow("C74")
    void anotherTypeOnTextIsRefusedOrDefinedAndNeverACrash(String from, String to) {
        sandbox.file("a.yaml", sealed.replaceFirst("(?m)(^password: .*type:)" + from + "]", "$1" + to + "]"));
        Refusal.of(sandbox, "decrypt", "a.yaml").saying("a.yaml");
    }

    @ParameterizedTest
    @CsvSource({"99999999999999999999, int", "maybe, bool", "noon, time", "1e999999, int"})
    @CatalogueRow("C74")
    void aValueThatDoesNotParseAsItsTypeIsExit25(String value, String type) {
        sandbox.encryptedFile("b.yaml", "key: \"" + value + "\"\n");
        sandbox.file("b.yaml", sandbox.text("b.yaml").replaceFirst("type:str]", "type:" + type + "]"));
        Refusal.of(sandbox, "decrypt", "b.yaml").exit(25).saying("b.yaml", "key");
    }

    @Test
    @CatalogueRow("C74")
    void notANumberIsAFloat() {
        sandbox.encryptedFile("b.yaml", "key: .nan\n");
        assertThat(sandbox.run("decrypt", "--canonical", "b.yaml").succeeded().text())
                .isEqualTo("key: .nan\n");
    }

    @Test
    @CatalogueRow("C75")
    void ivTagAndBase64OfOtherFormsAreExit25() {
        for (var change : Map.of(
                        "iv:[^,]*,", "iv:,",
                        "iv:([^,])[^,]*,", "iv:AAAA,",
                        "tag:[^,]*,", "tag:AAAA,",
                        "data:", "data:!",
                        "tag:([^,=]*)==,", "tag:$1,",
                        "data:([^,]*),", "data:,")
                .entrySet()) {
            sandbox.file("a.yaml", replacePassword(password().replaceFirst(change.getKey(), change.getValue())));
            Refusal.of(sandbox, "decrypt", "a.yaml").exit(25).saying("a.yaml", "password");
        }
        for (int length : List.of(0, 4, 15, 17)) {
            String tag = java.util.Base64.getEncoder().encodeToString(new byte[length]);
            sandbox.file("a.yaml", replacePassword(password().replaceFirst("tag:[^,]*,", "tag:" + tag + ",")));
            Refusal.of(sandbox, "decrypt", "a.yaml").exit(25).saying("a.yaml", "password");
        }
        sandbox.file(
                "a.yaml", replacePassword(password().replaceFirst("iv:[^,]*,", "iv:" + "A".repeat(1 << 20) + ",")));
        Refusal.of(sandbox, "decrypt", "a.yaml").exit(25).saying("a.yaml", "password");
    }

    @Test
    @CatalogueRow("C76")
    void bytesBehindTheBracketAndNestedCiphertextsAreExit25() {
        for (var value : List.of(password() + "x", "ENC[" + password() + "]", password() + password())) {
            sandbox.file("a.yaml", replacePassword(value));
            Refusal.of(sandbox, "decrypt", "a.yaml").exit(25).saying("a.yaml", "password");
        }
    }

    @Test
    @CatalogueRow("C76")
    void aValueOf50MegabytesOpens() {
        String big = "{\"big\": \"" + "x".repeat(50_000_000) + "\"}\n";
        sandbox.file("big.json", big).heap("1200m");
        sandbox.process("encrypt", "-i", "--age", Sandbox.RECIPIENT, "--max-size", "200MiB", "big.json")
                .succeeded();
        var run = sandbox.process("decrypt", "--max-size", "200MiB", "big.json").succeeded();
        assertThat(run.output()).isEqualTo(big.getBytes(StandardCharsets.US_ASCII));
        assertThat(run.took()).isLessThan(Duration.ofSeconds(20));
    }

    @Test
    @CatalogueRow("C77")
    void renamedKeysAndSwappedItemsAreRefused() {
        sandbox.file("a.yaml", sealed.replaceFirst("(?m)^password:", "pass:"));
        Refusal.of(sandbox, "decrypt", "a.yaml").exit(25).saying("a.yaml", "pass");
        sandbox.file("a.yaml", sealed.replaceFirst("(?m)^list:", "lust:"));
        Refusal.of(sandbox, "decrypt", "a.yaml").exit(25).saying("a.yaml", "lust");
        sandbox.file("a.yaml", sealed.replaceFirst("(    - ENC.*\n)(    - ENC.*\n)", "$2$1"));
        Refusal.of(sandbox, "decrypt", "a.yaml").exit(51).saying("a.yaml", "MAC mismatch");
    }

    @Test
    @CatalogueRow("C78")
    void anAgeBlockThatIsDamagedIsExit128() {
        String armor = armor();
        var lines = armor.lines().toList();
        String cut = armor.replace(lines.get(2), "");
        for (var damaged : List.of(
                cut,
                armor.replace("BEGIN AGE", "BEGIN PEM"),
                armor + "trailing\n",
                armor.replace("YWdl", "WWdl"),
                "nothing\n",
                "")) {
            sandbox.file("a.yaml", withArmor(damaged));
            var refusal = Refusal.of(sandbox, "decrypt", "a.yaml").saying("a.yaml");
            assertThat(refusal.run().exit()).as(damaged).isIn(1, 128);
        }
    }

    @Test
    @CatalogueRow("C79")
    void noRecipientAndTenThousandRecipientsAreHandled() {
        String entry = sealed.substring(sealed.indexOf("        - enc:"), sealed.indexOf("    lastmodified:"));
        sandbox.file("a.yaml", sealed.replace(entry, "").replace("    age:\n", "    age: []\n"));
        var none = Refusal.of(sandbox, "decrypt", "a.yaml").saying("a.yaml");
        assertThat(none.run().exit()).isIn(1, 128);
        sandbox.file("a.yaml", sealed.replace(entry, entry + entry));
        assertThat(sandbox.run("decrypt", "a.yaml").succeeded().text()).isEqualTo(PLAIN);
        sandbox.file("a.yaml", sealed.replace(entry, entry.repeat(10_000)));
        assertThat(sandbox.run("decrypt", "a.yaml").took()).isLessThan(Duration.ofSeconds(5));
        sandbox.variable("SOPS_AGE_KEY", Sandbox.OTHER_IDENTITY).file("a.yaml", sealed);
        Refusal.of(sandbox, "decrypt", "a.yaml")
                .exit(128)
                .saying("a.yaml", "Failed to get the data key required to decrypt the SOPS file");
    }

    @ParameterizedTest
    @ValueSource(strings = {"(", "(?=x)", "(a)\\\\1", "["})
    @CatalogueRow("C80")
    void aRuleOfTheFileThatDoesNotCompileIsRefused(String regex) {
        sandbox.file(
                "a.yaml", sealed.replaceFirst("    unencrypted_suffix: .*", "    encrypted_regex: '" + regex + "'"));
        Refusal.of(sandbox, "decrypt", "a.yaml").exit(1).saying("a.yaml", "encrypted_regex");
    }

    @Test
    @CatalogueRow("C80")
    void aSlowRuleTakesLinearTime() {
        String key = "a".repeat(60);
        sandbox.file("b.yaml", key + ": CANARY-7f3a-do-not-print\n");
        sandbox.run("encrypt", "-i", "--age", Sandbox.RECIPIENT, "--encrypted-regex", "^(.*a){12}", "b.yaml")
                .succeeded();
        var run = sandbox.run("decrypt", "b.yaml").succeeded();
        assertThat(run.took()).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    @CatalogueRow("C81")
    void unknownMetadataIsNoObstacle() {
        sandbox.file("a.yaml", sealed.replace("    lastmodified:", "    future: [1, {a: b}]\n    lastmodified:"));
        assertThat(sandbox.run("decrypt", "a.yaml").succeeded().text()).isEqualTo(PLAIN);
    }

    @Test
    @CatalogueRow("C82")
    void aDamagedCommentIsKeptWithAWarning() {
        sandbox.encryptedFile("b.yaml", "# CANARY-7f3a-do-not-print\nkey: value\n");
        String damaged = sandbox.text("b.yaml").replaceFirst("data:..", "data:AA");
        sandbox.file("b.yaml", damaged);
        var run = sandbox.run("decrypt", "b.yaml").succeeded();
        assertThat(run.text()).contains("#ENC[", "key: value").doesNotContain("sops:");
        assertThat(run.errors()).contains("warning", "comment");
    }

    @Test
    @CatalogueRow("C83")
    void onlyTheMetadataOfTheFirstDocumentCounts() {
        sandbox.file("two.yaml", "a: CANARY-7f3a-do-not-print\n---\nb: CANARY-7f3a-do-not-print\n");
        sandbox.run("encrypt", "-i", "--age", Sandbox.RECIPIENT, "two.yaml").succeeded();
        String two = sandbox.text("two.yaml");
        int second = two.indexOf("---\n");
        String without = two.substring(0, second) + two.substring(second).replaceFirst("(?s)sops:.*", "");
        sandbox.file("two.yaml", without);
        assertThat(sandbox.run("decrypt", "two.yaml").succeeded().text())
                .isEqualTo("a: CANARY-7f3a-do-not-print\n---\nb: CANARY-7f3a-do-not-print\n");
        sandbox.file("two.yaml", without + "sops:\n    mac: other\n");
        assertThat(sandbox.run("decrypt", "two.yaml").succeeded().text())
                .isEqualTo("a: CANARY-7f3a-do-not-print\n---\nb: CANARY-7f3a-do-not-print\n");
    }

    @Test
    void everyKindOfProblemHasAnExitCode() {
        for (var kind : Kind.values()) {
            assertThat(ExitCodes.of(kind)).as(kind.name()).isBetween(1, 255);
            assertThat(new LockstepException(kind, "what", "where", "next").getMessage())
                    .isEqualTo("where: what");
        }
    }

    private String password() {
        var matcher = PASSWORD.matcher(sealed);
        assertThat(matcher.find()).isTrue();
        return matcher.group(1);
    }

    private String replacePassword(String value) {
        return sealed.replace(password(), value);
    }

    /// The age block of the file, without its indentation.
    private String armor() {
        int start = sealed.indexOf("-----BEGIN");
        String end = "-----END AGE ENCRYPTED FILE-----\n";
        return sealed.substring(start, sealed.indexOf(end) + end.length()).replaceAll("(?m)^ +", "");
    }

    /// The file with another text in the place of its age block.
    private String withArmor(String text) {
        int start = sealed.indexOf("- enc:");
        int end = sealed.indexOf("          recipient:");
        String quoted = "\"" + text.replace("\n", "\\n") + "\"";
        return sealed.substring(0, start) + "- enc: " + quoted + "\n" + sealed.substring(end);
    }
}
