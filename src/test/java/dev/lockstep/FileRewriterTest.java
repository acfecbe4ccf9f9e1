package dev.lockstep;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.Decryption.MacCheck;
import dev.lockstep.config.CreationRule;
import dev.lockstep.document.KeyPath;
import dev.lockstep.document.Node;
import dev.lockstep.document.Node.Mapping;
import dev.lockstep.document.Node.Scalar;
import dev.lockstep.document.Span;
import dev.lockstep.document.TreeEdits;
import dev.lockstep.format.Format;
import dev.lockstep.format.Formats;
import dev.lockstep.format.Layout;
import dev.lockstep.keys.DataKeys;
import dev.lockstep.keys.KeyProviders;
import dev.lockstep.keys.MasterKey;
import dev.lockstep.keys.UnwrapPolicy;
import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;
import dev.lockstep.rules.Selection;
import dev.lockstep.secret.Plaintext;
import dev.lockstep.secret.Plaintext.Type;
import dev.lockstep.testkit.DocumentGenerator;
import dev.lockstep.testkit.FakeKeyProvider;
import dev.lockstep.testkit.FixedRandomness;
import dev.lockstep.testkit.TestHost;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// All rewrites of an encrypted file, on the library's level: what changes, what stays, and that it opens again.
class FileRewriterTest {
    private static final int DOCUMENTS = Integer.getInteger("lockstep.documents", 300);
    private static final MasterKey MINE = MasterKey.of("age", "recipient", "mine");
    private static final MasterKey OTHER = MasterKey.of("age", "recipient", "other");
    private static final Layout LOSSLESS = new Layout.Lossless();

    private final FakeKeyProvider provider =
            FakeKeyProvider.local("age").holding("mine").holding("other");
    private final DataKeys keys = new DataKeys(
            KeyProviders.of(TestHost.bare(), List.of(provider)), FixedRandomness.seeded(1), UnwrapPolicy.DEFAULT);
    private final Encryption encryption =
            new Encryption(keys, FixedRandomness.seeded(2), () -> Instant.parse("2026-01-02T03:04:05Z"));
    private final FileRewriter rewriter =
            new FileRewriter(keys, FixedRandomness.seeded(3), () -> Instant.parse("2027-01-02T03:04:05Z"));
    private final Decryption decryption = new Decryption(keys);

    private String encrypted(String text, Format format, Layout layout, Selection selection) {
        var rule = new CreationRule(List.of(List.of(MINE)), 0, selection, false);
        return new String(
                encryption.encrypt(text.getBytes(UTF_8), format, rule, layout).bytes(), UTF_8);
    }

    private EditableFile open(String file, Format format) {
        return rewriter.open(file.getBytes(UTF_8), format, MacCheck.REQUIRED, FilePlace.unknown());
    }

    private String plain(String file, Format format) {
        try (var opened = decryption.open(file.getBytes(UTF_8), format, MacCheck.REQUIRED)) {
            return new String(opened.plain(LOSSLESS), UTF_8);
        }
    }

    private String set(String file, Format format, String path, Node value) {
        try (var editable = open(file, format)) {
            var edited = editable.edit(
                    roots -> replaceFirst(roots, TreeEdits.set(roots.getFirst(), KeyPath.parse(path), value)),
                    LOSSLESS);
            return new String(edited.bytes(), UTF_8);
        }
    }

    private static List<Mapping> replaceFirst(List<Mapping> roots, Mapping first) {
        var all = new ArrayList<>(roots);
        all.set(0, first);
        return all;
    }

    private static Scalar text(String text) {
        return new Scalar(Plaintext.owning(Type.STRING, text.getBytes(UTF_8)), Span.NONE);
    }

    /// The lines of the new file that are not in the old one, without their values.
    private static List<String> changed(String before, String after) {
        var old = new ArrayList<>(Arrays.asList(before.split("\n")));
        return Arrays.stream(after.split("\n"))
                .filter(line -> !old.remove(line))
                .map(line -> line.strip().replaceAll("^\"?([^\":]*).*", "$1"))
                .toList();
    }

    private static final String COMMENTED = """
            # the shop's database
            database:
              host: db.internal   # not secret, but encrypted
              port: 5432

              # rotated every month
              password: "hunter2"
              pool: {min: 1, max: 10}
            users:
              - name: ann
                token: 'abc'
              - name: bob
                token: >-
                  folded
                  text
            flag: 0x1F
            """;

    @Test
    void setChangesOneLineOfACommentedFile() {
        var yaml = Formats.named("yaml");
        var file = encrypted(COMMENTED, yaml, LOSSLESS, Selection.DEFAULT);
        var edited = set(file, yaml, "[\"database\"][\"password\"]", text("correct horse"));
        assertThat(changed(file, edited))
                .containsExactly("password", "lastmodified", "mac", "presentation", "structure");
        assertThat(plain(edited, yaml)).isEqualTo(COMMENTED.replace("hunter2", "correct horse"));
    }

    @Test
    void setChangesOneLineOfAFileThatWasPrintedAsBySops() {
        for (var name : List.of("yaml", "json")) {
            var format = Formats.named(name);
            var layout = new Layout.Canonical(format, format.defaultIndent());
            var source = name.equals("yaml")
                    ? COMMENTED
                    : "{\"database\": {\"password\": \"hunter2\", \"text\": \"two\\nlines\\n\"}, \"users\": [1, 2.50]}";
            var file = encrypted(source, format, layout, Selection.DEFAULT);
            var edited = set(file, format, "[\"database\"][\"password\"]", text("correct horse"));
            assertThat(changed(file, edited)).containsExactly("password", "lastmodified", "mac", "structure");
        }
    }

    @Test
    void setKeepsTheLayoutOfMetadataThatWasWrittenByHand() {
        var yaml = Formats.named("yaml");
        var file = twoSpaces(encrypted(COMMENTED, yaml, LOSSLESS, Selection.DEFAULT))
                .replace("sops:\n", "sops:\n  # who may read this\n")
                .replace("  age:\n", "  custom: {kept: yes}\n  age:\n");
        var edited = set(file, yaml, "[\"database\"][\"port\"]", text("5433"));
        assertThat(changed(file, edited)).containsExactly("port", "lastmodified", "mac", "presentation", "structure");
        assertThat(edited).contains("  # who may read this\n", "  custom: {kept: yes}\n");
        assertThat(plain(edited, yaml)).contains("port: \"5433\"");
    }

    private static String twoSpaces(String file) {
        int block = file.indexOf("\nsops:\n");
        return file.substring(0, block) + file.substring(block).replace("\n  ", "\n");
    }

    @Test
    void unsetTakesOneEntryOut() {
        var yaml = Formats.named("yaml");
        var file = encrypted(COMMENTED, yaml, LOSSLESS, Selection.DEFAULT);
        try (var editable = open(file, yaml)) {
            var path = KeyPath.parse("[\"database\"][\"password\"]");
            var edited = new String(
                    editable.edit(roots -> replaceFirst(roots, TreeEdits.remove(roots.getFirst(), path)), LOSSLESS)
                            .bytes(),
                    UTF_8);
            assertThat(changed(file, edited)).containsExactly("lastmodified", "mac", "presentation", "structure");
            assertThat(plain(edited, yaml))
                    .isEqualTo(COMMENTED.replace("  # rotated every month\n  password: \"hunter2\"\n", ""));
        }
    }

    @Test
    void anEditedTextKeepsTheCiphertextsOfWhatStays() {
        var yaml = Formats.named("yaml");
        var file = encrypted(COMMENTED, yaml, LOSSLESS, Selection.DEFAULT);
        var text = COMMENTED
                .replace("port: 5432\n", "port: 5432\n  # new\n  tls: true\n")
                .replace("name: bob", "name: eve");
        try (var editable = open(file, yaml)) {
            var edited =
                    new String(editable.replace(text.getBytes(UTF_8), LOSSLESS).bytes(), UTF_8);
            assertThat(changed(file, edited))
                    .containsExactly(
                            "#ENC[AES256_GCM,data",
                            "tls",
                            "- name",
                            "lastmodified",
                            "mac",
                            "presentation",
                            "structure");
            assertThat(plain(edited, yaml)).isEqualTo(text);
        }
    }

    @Test
    void anEditedTextThatIsEncryptedOrBrokenIsRefused() {
        var yaml = Formats.named("yaml");
        var file = encrypted(COMMENTED, yaml, LOSSLESS, Selection.DEFAULT);
        try (var editable = open(file, yaml)) {
            assertThatThrownBy(() -> editable.replace(file.getBytes(UTF_8), LOSSLESS))
                    .isInstanceOfSatisfying(
                            LockstepException.class,
                            e -> assertThat(e.problem().kind()).isEqualTo(Kind.ALREADY_ENCRYPTED));
            assertThatThrownBy(() -> editable.replace("a: [\n".getBytes(UTF_8), LOSSLESS))
                    .isInstanceOfSatisfying(
                            LockstepException.class,
                            e -> assertThat(e.problem().kind()).isEqualTo(Kind.INPUT_MALFORMED));
        }
    }

    @Test
    void updatedKeysChangeTheMetadataAlone() {
        for (var name : List.of("yaml", "json")) {
            var format = Formats.named(name);
            var source = name.equals("yaml") ? COMMENTED : "{\"a\": 1.50,\n \"b\": [true]}\n";
            var file = encrypted(source, format, LOSSLESS, Selection.DEFAULT);
            String added;
            try (var editable = open(file, format)) {
                added = new String(
                        editable.updateKeys(List.of(List.of(MINE, OTHER)), 0).bytes(), UTF_8);
            }
            assertThat(added.replaceAll("(?s)sops.*", "")).isEqualTo(file.replaceAll("(?s)sops.*", ""));
            assertThat(changed(file, added))
                    .doesNotContain("mac", "lastmodified", "presentation")
                    .contains("structure");
            assertThat(plain(added, format)).isEqualTo(source);
            try (var editable = open(added, format)) {
                assertThat(editable.opened().metadata().groups().getFirst().keys())
                        .hasSize(2);
                var removed = new String(
                        editable.updateKeys(List.of(List.of(MINE)), 0).bytes(), UTF_8);
                assertThat(changed(file, removed)).containsExactly("structure");
                assertThat(removed.replaceAll("structure.*", "")).isEqualTo(file.replaceAll("structure.*", ""));
            }
        }
    }

    @Test
    void rotationGivesEveryValueAnotherCiphertextAndKeepsTheRest() {
        var yaml = Formats.named("yaml");
        var file = encrypted(COMMENTED, yaml, LOSSLESS, new Selection.EncryptedRegex("^(database|flag)$"));
        try (var editable = open(file, yaml)) {
            var rotated = new String(editable.rotate(List.of(List.of(MINE)), 0).bytes(), UTF_8);
            var shape = "ENC\\[[^\\]]*\\]|lastmodified.*|enc: .*";
            assertThat(rotated.replaceAll(shape, "")).isEqualTo(file.replaceAll(shape, ""));
            for (var line : file.split("\n")) {
                if (line.contains("ENC[")) {
                    assertThat(rotated).doesNotContain(line.substring(line.indexOf("ENC[")));
                }
            }
            assertThat(plain(rotated, yaml)).isEqualTo(COMMENTED);
        }
    }

    @Test
    void aDotenvFileIsRewrittenLineByLine() {
        var dotenv = Formats.named("dotenv");
        var source = "# database\nUSER=app\n\n# rotated\nPASSWORD=\"hunter2\"\nHOST=db\n";
        var file = encrypted(source, dotenv, LOSSLESS, Selection.DEFAULT);
        var edited = set(file, dotenv, "[\"PASSWORD\"]", text("new"));
        assertThat(lost(file, edited)).containsExactly("PASSWORD", "sops_lastmodified", "sops_mac", "sops_structure");
        assertThat(plain(edited, dotenv)).isEqualTo(source.replace("\"hunter2\"", "new"));
        try (var editable = open(file, dotenv)) {
            var path = KeyPath.parse("[\"PASSWORD\"]");
            byte[] bytes = editable.edit(
                            roots -> replaceFirst(roots, TreeEdits.remove(roots.getFirst(), path)), LOSSLESS)
                    .bytes();
            assertThat(plain(new String(bytes, UTF_8), dotenv)).isEqualTo("# database\nUSER=app\n\nHOST=db\n");
            var rotated = new String(editable.rotate(List.of(List.of(MINE)), 0).bytes(), UTF_8);
            assertThat(plain(rotated, dotenv)).isEqualTo(source);
            var shared = new String(
                    editable.updateKeys(List.of(List.of(MINE, OTHER)), 0).bytes(), UTF_8);
            assertThat(lost(file, shared)).containsExactly("sops_structure");
        }
    }

    /// The keys of the lines of the old dotenv file that are not in the new one.
    private static List<String> lost(String before, String after) {
        var left = new ArrayList<>(Arrays.asList(after.split("\n")));
        return Arrays.stream(before.split("\n"))
                .filter(line -> !left.remove(line))
                .map(line -> line.replaceAll("=.*", ""))
                .toList();
    }

    @Test
    void unknownFieldsOfTheMetadataAndOfItsKeysSurviveEveryRewrite() {
        var yaml = Formats.named("yaml");
        var file = encrypted(COMMENTED, yaml, LOSSLESS, Selection.DEFAULT)
                .replace("sops:\n", "sops:\n    later: {a: 1}\n")
                .replace("recipient: mine\n", "recipient: mine\n          note: on call\n");
        for (int i = 0; i < 3; i++) {
            try (var editable = open(file, yaml)) {
                var rewritten = switch (i) {
                    case 0 -> editable.replace(COMMENTED.getBytes(UTF_8), LOSSLESS);
                    case 1 -> editable.rotate(List.of(List.of(MINE)), 0);
                    default -> editable.updateKeys(List.of(List.of(OTHER, MINE)), 0);
                };
                assertThat(new String(rewritten.bytes(), UTF_8))
                        .contains("sops:\n    later: {a: 1}\n", "recipient: mine\n          note: on call\n");
            }
        }
    }

    @Test
    void aFileStaysBoundToItsPath() {
        var yaml = Formats.named("yaml");
        var rule = new CreationRule(List.of(List.of(MINE)), 0, Selection.DEFAULT, false);
        byte[] file = encryption
                .encrypt(COMMENTED.getBytes(UTF_8), yaml, rule, LOSSLESS, "prod/db.yaml")
                .bytes();
        var place = FilePlace.inCommit("prod/db.yaml");
        for (int i = 0; i < 3; i++) {
            byte[] rewritten;
            try (var editable = rewriter.open(file.clone(), yaml, MacCheck.REQUIRED, place)) {
                rewritten = switch (i) {
                    case 0 ->
                        editable.replace("a: 1\n".getBytes(UTF_8), LOSSLESS).bytes();
                    case 1 -> editable.rotate(List.of(List.of(MINE)), 0).bytes();
                    default -> editable.updateKeys(List.of(List.of(OTHER)), 0).bytes();
                };
            }
            try (var opened = decryption.open(rewritten.clone(), yaml, MacCheck.REQUIRED, place)) {
                assertThat(opened.boundPath()).isEqualTo("prod/db.yaml");
            }
            assertThatThrownBy(() ->
                            decryption.open(rewritten, yaml, MacCheck.REQUIRED, FilePlace.inCommit("dev/db.yaml")))
                    .isInstanceOf(LockstepException.class);
        }
    }

    @Test
    void aBinaryFileIsRewrittenToo() {
        var binary = Formats.named("binary");
        byte[] bytes = {0, 1, (byte) 0xff, '\n'};
        var rule = new CreationRule(List.of(List.of(MINE)), 0, Selection.DEFAULT, false);
        byte[] file = encryption.encrypt(bytes.clone(), binary, rule, LOSSLESS).bytes();
        byte[] edited;
        try (var editable = rewriter.open(file, binary, MacCheck.REQUIRED, FilePlace.unknown())) {
            edited = editable.replace(new byte[] {7}, LOSSLESS).bytes();
        }
        byte[] rotated;
        try (var editable = rewriter.open(edited, binary, MacCheck.REQUIRED, FilePlace.unknown())) {
            rotated = editable.rotate(List.of(List.of(MINE)), 0).bytes();
        }
        try (var opened = decryption.open(rotated, binary, MacCheck.REQUIRED)) {
            assertThat(opened.plain(LOSSLESS)).containsExactly(7);
        }
    }

    /// A rewrite that changes nothing leaves all but the metadata's own fields. In one file of thirty that is printed
    /// as by sops, a comment beside a text of several lines has no other place than behind the header of that text.
    @ParameterizedTest
    @ValueSource(strings = {"yaml", "json"})
    void whatIsNotChangedStaysByteForByte(String name) {
        long first = Long.getLong("lockstep.seed", 40_000);
        var format = Formats.named(name);
        var failures = new ArrayList<String>();
        var moved = new ArrayList<String>();
        for (long seed = first; seed < first + DOCUMENTS; seed++) {
            for (boolean canonical : new boolean[] {false, true}) {
                var generator = new DocumentGenerator(seed);
                // A float without a fraction is printed as an integer by sops, and read as one again.
                var text = name.equals("json")
                        ? generator.json().replaceAll("-?[0-9.]+[.eE][-+0-9.eE]*", "1.5")
                        : generator.yaml();
                try {
                    var layout = canonical ? new Layout.Canonical(format, format.defaultIndent()) : LOSSLESS;
                    var file = encrypted(text, format, layout, Selection.DEFAULT);
                    try (var editable = open(file, format)) {
                        var before = editable.opened().plain(LOSSLESS);
                        var after = new String(
                                editable.replace(before.clone(), LOSSLESS).bytes(), UTF_8);
                        var fields = "(lastmodified|mac|presentation|structure)\"?: ?\"?[^\\n\"]*|\\n *\\n";
                        if (!after.replaceAll(fields, "").equals(file.replaceAll(fields, ""))) {
                            var lines = changed(file, after);
                            if (canonical) {
                                moved.add("seed " + seed + ": " + lines);
                            } else {
                                failures.add("seed " + seed + ": " + lines);
                            }
                        }
                        assertThat(plain(after, format)).isEqualTo(new String(before, UTF_8));
                    }
                } catch (LockstepException e) {
                    assertThat(e.problem().kind())
                            .isIn(Kind.VALUE_NOT_ENCRYPTABLE, Kind.NOT_EMITTABLE, Kind.INPUT_MALFORMED);
                } catch (RuntimeException | AssertionError e) {
                    failures.add("seed " + seed + (canonical ? " canonical" : "") + ": " + e + "\n" + text);
                }
            }
        }
        System.out.println(DOCUMENTS + " rewrites of " + name + " files from seed " + first + ", " + failures.size()
                + " failed, " + moved.size() + " of those printed as by sops changed elsewhere");
        assertThat(failures).isEmpty();
        assertThat(moved).hasSizeLessThan(DOCUMENTS / 15);
    }
}
