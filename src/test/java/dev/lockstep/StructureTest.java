package dev.lockstep;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.Decryption.MacCheck;
import dev.lockstep.config.CreationRule;
import dev.lockstep.format.Formats;
import dev.lockstep.format.Layout;
import dev.lockstep.keys.DataKeys;
import dev.lockstep.keys.KeyProviders;
import dev.lockstep.keys.MasterKey;
import dev.lockstep.keys.UnwrapPolicy;
import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;
import dev.lockstep.rules.Selection;
import dev.lockstep.testkit.FakeKeyProvider;
import dev.lockstep.testkit.FixedRandomness;
import dev.lockstep.testkit.TestHost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What a file's structure digest catches that its MAC lets pass, and what it must let pass.
class StructureTest {
    private static final Selection SECRETS = new Selection.EncryptedRegex("^(data|stringData|items)$");
    private static final String MANIFEST = """
            apiVersion: v1
            kind: Secret
            metadata:
                name: app
                namespace: prod
                labels:
                    tier: "1"
                    weight: 2
                    when: 2026-01-02
                    nothing: null
                    empty: {}
                    none: []
                    tagged: !local here
            stringData:
                user: me
                password: secret
                blank: ""
            ---
            other: document
            items:
                - a
                - aa
            plain: [x, y]
            """;

    private final FakeKeyProvider provider =
            FakeKeyProvider.local("age").holding("mine").holding("other");
    private final DataKeys keys = new DataKeys(
            KeyProviders.of(TestHost.bare(), List.of(provider)), FixedRandomness.seeded(1), UnwrapPolicy.DEFAULT);
    private final Encryption encryption =
            new Encryption(keys, FixedRandomness.seeded(2), () -> Instant.parse("2026-01-02T03:04:05Z"));
    private final Decryption decryption = new Decryption(keys);

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "a renamed plain key        | namespace: prod  | annotations: prod",
                "the key of an empty secret | blank: \"\"        | blanc: \"\"",
                "an empty secret that went  | blank: \"\"        | # blank",
                "null in an empty's place   | blank: \"\"        | blank: null",
                "an entry under another map | labels:          | annotations:",
                "text that became a number  | tier: \"1\"      | tier: 1",
                "a number that became text  | weight: 2        | weight: \"2\"",
                "a time that became text    | when: 2026-01-02 | when: \"2026-01-02T00:00:00Z\"",
                "null that became text      | nothing: null    | nothing: \"\"",
                "null that went             | nothing: null    | # nothing",
                "a map that became a list   | empty: {}        | empty: []",
                "a list that became a map   | none: []         | none: {}",
                "a null in an empty list    | none: []         | none: [null]",
                "a list that became a map   | plain: [x, y]    | plain: {a: x, b: y}",
                "lists in lists             | plain: [x, y]    | plain: [[x], y]",
                "a border between values    | plain: [x, y]    | plain: [xy, '']",
                "a tag that came            | kind: Secret     | kind: !!python/name:os.system Secret",
                "a tag that changed         | tagged: !local   | tagged: !other",
                "a tag that went            | tagged: !local   | tagged:",
                "a tag on a map             | labels:          | labels: !!python/dict",
            })
    void catchesWhatTheMacOfSopsDoesNotCover(String what, String before, String after) {
        var encrypted = encrypted(MANIFEST, "yaml", SECRETS);
        assertThat(encrypted).contains(before);
        assertRefused(encrypted.replaceFirst(Pattern.quote(before), after), "yaml");
    }

    @Test
    void catchesAPlainValueThatTheMacLeavesOut() {
        var rule = new CreationRule(List.of(List.of(provider.key("mine"))), 0, SECRETS, true);
        var file = encryption.encrypt(bytes(MANIFEST), Formats.named("yaml"), rule, new Layout.Lossless());
        assertRefused(new String(file.bytes(), UTF_8).replace("namespace: prod", "namespace: dev"), "yaml");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "a renamed plain key     | plain=1  | place=1",
                "a border between values | plain=1  | plain=",
                "an empty secret gone    | dataless= | # dataless",
                "another rule            | items)$  | itemz)$",
            })
    void catchesItInDotenvToo(String what, String before, String after) {
        var encrypted = encrypted("# c\ndata=x\ndataless=\nplain=1\nnext=2\n", "dotenv", SECRETS);
        assertThat(encrypted).contains(before, "\nsops_structure=ENC[");
        assertOpens(encrypted, "dotenv");
        assertRefused(encrypted.replace(before, after).replace("plain=\nnext=2", "plain=12\nnext="), "dotenv");
    }

    @Test
    void catchesDocumentsThatChangedPlaces() {
        var encrypted = encrypted("a: x\n---\nb: x\n---\nc: y\n", "yaml", SECRETS);
        var parts = encrypted.split("---\n");
        assertRefused(parts[1] + "---\n" + parts[0] + "---\n" + parts[2], "yaml");
        assertRefused(encrypted.replaceFirst("(?s)---\nb: x\n.*?---\n", "---\nb: x\n"), "yaml");
    }

    @Test
    void catchesEncryptedItemsOfAListThatChangedPlaces() {
        // The MAC sees the bytes of both in one row, which is the same either way.
        var encrypted = encrypted("items:\n  - a\n  - aa\n", "yaml", SECRETS);
        var swapped = encrypted.replaceFirst("(  - ENC.*\n)(  - ENC.*\n)", "$2$1");
        assertThat(swapped).isNotEqualTo(encrypted);
        assertRefused(swapped, "yaml");
    }

    @Test
    void catchesATypeInACiphertext() {
        var encrypted = encrypted("{\"data\": \"42\", \"b\": 1}", "json", SECRETS);
        assertRefused(encrypted.replaceFirst("type:str", "type:int"), "json");
    }

    @Test
    void catchesADirectiveThatGivesTagsAnotherMeaning() {
        var encrypted = encrypted("%TAG !e! tag:example.com,2026:\n---\na: !e!x 1\n", "yaml", SECRETS);
        assertOpens(encrypted, "yaml");
        assertRefused(encrypted.replace("tag:example.com,2026:", "tag:yaml.org,2002:python/"), "yaml");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "encrypted_regex: ^(data|    ~ encrypted_regex: ^(dat.|",
                "unencrypted_suffix: _unencrypted ~ unencrypted_suffix: _new",
            })
    void catchesARuleThatSomebodyWithoutTheKeyPutIn(String before, String after) {
        var selection = before.startsWith("unencrypted") ? Selection.DEFAULT : SECRETS;
        var encrypted = encrypted("data: x\n", "yaml", selection);
        assertThat(encrypted).contains(before);
        assertRefused(encrypted.replace(before, after), "yaml");
    }

    @Test
    void catchesARecipientThatWasAdded() {
        var encrypted = encrypted("data: x\n", "yaml", SECRETS);
        var entry = encrypted.substring(encrypted.indexOf("        - enc:"), encrypted.indexOf("    encrypted_regex"));
        assertRefused(encrypted.replace(entry, entry + entry.replace("recipient: mine", "recipient: other")), "yaml");
    }

    @Test
    void letsARecipientThatStandsTwicePass() {
        var encrypted = encrypted("data: x\n", "yaml", SECRETS);
        var entry = encrypted.substring(encrypted.indexOf("        - enc:"), encrypted.indexOf("    encrypted_regex"));
        assertOpens(encrypted.replace(entry, entry + entry), "yaml");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "quotes           | namespace: prod  | namespace: 'prod'",
                "a comment        | kind: Secret     | kind: Secret # the kind",
                "a flow map       | empty: {}        | empty: { }",
                "a block list     | plain: [x, y]    | plain: [ \"x\", 'y' ]",
                "quotes of a key  | namespace:       | \"namespace\":",
                "an explicit null | nothing: null    | nothing: ~",
                "an anchor        | name: app        | name: &a app",
            })
    void letsLayoutAndCommentsPass(String what, String before, String after) {
        var encrypted = encrypted(MANIFEST, "yaml", SECRETS);
        assertThat(encrypted).contains(before);
        assertOpens(encrypted.replaceFirst(Pattern.quote(before), after), "yaml");
    }

    @Test
    void letsAFileOfWhichTheFieldIsGonePassAndSaysSo() {
        var encrypted = encrypted(MANIFEST, "yaml", SECRETS);
        try (var opened = open(encrypted, "yaml", FilePlace.unknown())) {
            assertThat(opened.hasStructure()).isTrue();
        }
        try (var opened = open(encrypted.replaceAll("    structure: .*\n", ""), "yaml", FilePlace.unknown())) {
            assertThat(opened.hasStructure()).isFalse();
        }
    }

    @Test
    void refusesAFieldOfAnotherStateOfTheFile() {
        var one = encrypted("data: x\n", "yaml", SECRETS);
        var other = encrypted("data: y\n", "yaml", SECRETS);
        var line = other.substring(other.indexOf("    structure:"), other.indexOf("    version:"));
        assertRefused(one.replaceFirst("    structure: .*\n", line), "yaml");
        assertRefused(one.replaceFirst("structure: ENC", "structure: X"), "yaml");
    }

    @Test
    void refusesThePresentationInItsPlace() {
        var encrypted = encrypted("data: 0x1F\n", "yaml", SECRETS);
        var presentation = encrypted.replaceFirst("(?s).*presentation: (\\S+).*", "$1");
        assertRefused(encrypted.replaceFirst("structure: \\S+", "structure: " + presentation), "yaml");
    }

    @Test
    void tellsOfAMismatchThatIsIgnored() {
        var changed = encrypted(MANIFEST, "yaml", SECRETS).replace("namespace: prod", "annotations: prod");
        try (var opened = decryption.open(bytes(changed), Formats.named("yaml"), MacCheck.IGNORED)) {
            assertThat(opened.warnings())
                    .containsExactly("structure mismatch ignored: keys, types or plain values were changed after the"
                            + " file was encrypted");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"yaml", "json", "binary"})
    void isInFilesOfEveryFormatAndLayout(String name) {
        var format = Formats.named(name);
        for (var layout : List.of(new Layout.Lossless(), new Layout.Canonical(format, format.defaultIndent()))) {
            var file = encryption.encrypt(bytes("{\"data\": 1.0, \"plain\": 2}"), format, rule(SECRETS), layout);
            try (var opened = decryption.open(file.bytes(), format, MacCheck.REQUIRED)) {
                assertThat(opened.hasStructure()).isTrue();
            }
        }
    }

    @Test
    void isOfTheFileAsItReadsInAnotherFormat() {
        // In JSON a time is text, and a number may be of another type.
        var json = Formats.named("json");
        var file = encryption.encrypt(
                bytes("when: 2026-01-02\nratio: 1.0\ndata: 2026-01-02\n"),
                Formats.named("yaml"),
                rule(SECRETS),
                new Layout.Canonical(json, json.defaultIndent()));
        try (var opened = decryption.open(file.bytes(), json, MacCheck.REQUIRED)) {
            assertThat(opened.hasStructure()).isTrue();
        }
    }

    @Test
    void holdsForAliasesWhetherTheyStayOrAreWrittenOut() {
        var encrypted = encrypted("base: &b {x: 1}\nsame: *b\ndata: *b\n", "yaml", SECRETS);
        assertOpens(encrypted, "yaml");
        assertRefused(encrypted.replace("same: ", "sama: "), "yaml");
    }

    @Test
    void bindsAFileToItsPathInTheRepository(@TempDir Path directory) throws IOException {
        Files.createDirectories(directory.resolve("repo/.git"));
        var file = Files.createDirectories(directory.resolve("repo/prod")).resolve("db.yaml");
        var path = FilePlace.pathFor(file, directory);
        assertThat(path).isEqualTo("prod/db.yaml");
        var encrypted = new String(
                encryption
                        .encrypt(bytes("data: x\n"), Formats.named("yaml"), rule(SECRETS), new Layout.Lossless(), path)
                        .bytes(),
                UTF_8);
        assertOpens(encrypted, FilePlace.of(file));
        assertOpens(encrypted, FilePlace.inCommit("prod/db.yaml"));
        assertOpens(encrypted, FilePlace.of(directory.resolve("copy/prod/db.yaml")));
        assertOpens(encrypted, FilePlace.in(directory.resolve("copy/prod"), "db.yaml"));
        assertMisplaced(encrypted, FilePlace.of(directory.resolve("repo/dev/db.yaml")), "lies at dev/db.yaml");
        assertMisplaced(encrypted, FilePlace.of(directory.resolve("repo/x/prod/db.yaml")), "x/prod/db.yaml");
        assertMisplaced(encrypted, FilePlace.inCommit("prod/db2.yaml"), "lies at prod/db2.yaml");
        assertMisplaced(encrypted, FilePlace.inCommit("x/prod/db.yaml"), "lies at x/prod/db.yaml");
        assertMisplaced(encrypted, FilePlace.in(directory.resolve("copy"), "x/prod/db.yaml"), "x/prod/db.yaml");
        assertMisplaced(encrypted, FilePlace.of(directory.resolve("copy/myprod/db.yaml")), "lies at");
        assertMisplaced(encrypted, FilePlace.unknown(), "where it lies is not known");
    }

    private void assertMisplaced(String encrypted, FilePlace place, String message) {
        assertThatThrownBy(() -> open(encrypted, "yaml", place))
                .isInstanceOf(LockstepException.class)
                .hasMessageContaining("structure mismatch: the file is bound to the path prod/db.yaml")
                .hasMessageContaining(message);
    }

    private void assertRefused(String encrypted, String format) {
        assertThatThrownBy(() -> open(encrypted, format, FilePlace.unknown()))
                .isInstanceOfSatisfying(LockstepException.class, e -> {
                    assertThat(e.problem().kind()).isEqualTo(Kind.MAC_MISMATCH);
                    assertThat(e.problem().what()).startsWith("structure mismatch: ");
                });
    }

    private void assertOpens(String encrypted, String format) {
        open(encrypted, format, FilePlace.unknown()).close();
    }

    private void assertOpens(String encrypted, FilePlace place) {
        open(encrypted, "yaml", place).close();
    }

    private OpenedFile open(String encrypted, String format, FilePlace place) {
        return decryption.open(bytes(encrypted), Formats.named(format), MacCheck.REQUIRED, place);
    }

    private String encrypted(String plain, String format, Selection selection) {
        var file = encryption.encrypt(bytes(plain), Formats.named(format), rule(selection), new Layout.Lossless());
        return new String(file.bytes(), UTF_8);
    }

    private CreationRule rule(Selection selection) {
        MasterKey mine = provider.key("mine");
        return new CreationRule(List.of(List.of(mine)), 0, selection, false);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
