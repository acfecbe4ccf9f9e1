package dev.lockstep.interop;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lockstep.Decryption;
import dev.lockstep.Decryption.MacCheck;
import dev.lockstep.Encryption;
import dev.lockstep.document.Node.Entry;
import dev.lockstep.format.Format;
import dev.lockstep.format.Formats;
import dev.lockstep.format.Layout;
import dev.lockstep.keys.DataKeys;
import dev.lockstep.keys.KeyProviders;
import dev.lockstep.keys.ProviderEnvironment;
import dev.lockstep.keys.UnwrapPolicy;
import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;
import dev.lockstep.rules.Selection;
import dev.lockstep.secret.Randomness;
import dev.lockstep.testkit.DocumentGenerator;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Generated documents, encrypted here and opened by sops, and the other way round.
class SopsInteropPeerIT {
    private static final String IDENTITY = "AGE-SECRET-KEY-1QHJH7QRAVJF8GRE52EZZT097EDH6PWGRGHXTDQFE20Z2924RUFLSTGJGX5";
    private static final String RECIPIENT = "age1s90c94vkvsd8a0jg6pd44mstlufy4h56perk7gjxqegs23takvtshgx3zw";
    /// Documents of each format and direction.
    private static final long FIRST = Long.getLong("lockstep.interop.first", 0);

    private static final long COUNT = Long.getLong("lockstep.interop.count", 500);

    @TempDir
    private Path directory;

    /// Documents of which sops's print has lost a comment and ours has it.
    private int keptComments;

    private RealSops sops;
    private Encryption encryption;
    private Decryption decryption;

    @BeforeEach
    void open() {
        sops = new RealSops(directory, IDENTITY);
        var environment = new ProviderEnvironment(
                Map.of("SOPS_AGE_KEY", IDENTITY),
                directory,
                _ -> {
                    throw new IllegalStateException("nobody to ask");
                },
                Randomness.system());
        var keys = new DataKeys(KeyProviders.installed(environment), Randomness.system(), UnwrapPolicy.DEFAULT);
        encryption = new Encryption(keys, Randomness.system(), InstantSource.system());
        decryption = new Decryption(keys);
    }

    private interface Check {
        void of(byte[] plain, Format format, Rule rule) throws Exception;
    }

    /// Runs a check over all generated documents and tells every seed that failed it.
    private void overDocuments(String extension, Check check) {
        var failures = new ArrayList<String>();
        for (long seed = FIRST; seed < FIRST + COUNT; seed++) {
            var generator = new DocumentGenerator(seed);
            var text = generator.text(extension);
            try {
                check.of(text.getBytes(StandardCharsets.UTF_8), Formats.named(extension), Rule.of(seed));
            } catch (Exception | AssertionError e) {
                failures.add("seed " + seed + ": " + e);
            }
        }
        System.out.println(COUNT + " " + extension + " documents, " + failures.size() + " failed"
                + (keptComments == 0 ? "" : ", " + keptComments + " in which sops loses a comment"));
        assertEquals(List.of(), failures);
    }

    private byte[] encrypt(byte[] plain, Format format, Rule rule, Layout layout) {
        return encryption
                .encrypt(plain.clone(), format, rule.creationRule(RECIPIENT), layout)
                .bytes();
    }

    private byte[] decrypt(byte[] encrypted, Format format, Layout layout) {
        try (var opened = decryption.open(encrypted.clone(), format, MacCheck.REQUIRED)) {
            return opened.plain(layout);
        }
    }

    private void givesBackEveryByte(byte[] plain, Format format, Rule rule) {
        var encrypted = encrypt(plain, format, rule, new Layout.Lossless());
        assertArrayEquals(plain, decrypt(encrypted, format, new Layout.Lossless()));
    }

    private void opensInSops(byte[] plain, Format format, Rule rule) throws Exception {
        var name = extension(format);
        byte[] theirs = encryptedBySops(plain, format, rule);
        var encrypted = encrypt(plain, format, rule, new Layout.Lossless());
        var read = sops.run(sops.file("ours" + name, encrypted), "decrypt");
        assertEquals(0, read.exitCode(), read.errors());
        assertEquals("", read.errors());
        var expected = sops.run(sops.file("theirs" + name, theirs), "decrypt");
        if (refusesItsOwn(expected, plain)) {
            return;
        }
        try (var one = format.parse(read.bytes());
                var other = format.parse(expected.bytes())) {
            assertEquals(Values.of(other.roots()), Values.of(one.roots()));
        }
    }

    private void readsWhatSopsWrote(byte[] plain, Format format, Rule rule) throws Exception {
        byte[] encrypted = encryptedBySops(plain, format, rule);
        var theirs = sops.run(sops.file("theirs" + extension(format), encrypted), "decrypt");
        if (refusesItsOwn(theirs, plain)) {
            return;
        }
        try (var opened = decryption.open(encrypted, format, MacCheck.REQUIRED);
                var original = format.parse(plain.clone())) {
            // sops, too, warns of a comment that it has bound to another place than it reads it at.
            assertEquals(theirs.errors().isEmpty(), opened.warnings().isEmpty(), theirs.errors());
            assertEquals(Values.of(original.roots()), Values.of(opened.roots()));
        }
    }

    private byte[] encryptedBySops(byte[] plain, Format format, Rule rule) throws Exception {
        var theirs = sops.run(sops.file("plain" + extension(format), plain), rule.flags(RECIPIENT));
        assertEquals(0, theirs.exitCode(), theirs.errors());
        return theirs.bytes();
    }

    /// What sops knows a format by.
    private static String extension(Format format) {
        return format.name().equals("dotenv") ? ".env" : "." + format.name();
    }

    /// A clear -0.0 becomes -0 in print, which is an int: sops does not open its own file then.
    private static boolean refusesItsOwn(RealSops.Run decrypted, byte[] plain) {
        if (decrypted.exitCode() == 0) {
            return false;
        }
        assertEquals(51, decrypted.exitCode(), decrypted.errors());
        assertTrue(new String(plain, StandardCharsets.UTF_8).contains("-0.0"), decrypted.errors());
        return true;
    }

    private void printsEncryptedAsSopsDoes(byte[] plain, Format format, Rule rule) throws Exception {
        byte[] theirs = encryptedBySops(plain, format, rule);
        var layout = new Layout.Canonical(format, format.defaultIndent());
        try {
            assertSamePrint(masked(theirs), masked(encrypt(plain, format, rule, layout)));
        } catch (LockstepException e) {
            // What sops prints here it cannot open again, so we refuse to print it.
            assertEquals(Kind.NOT_EMITTABLE, e.problem().kind(), e.getMessage());
            var reopened = sops.run(sops.file("theirs" + extension(format), theirs), "decrypt");
            assertEquals(51, reopened.exitCode(), reopened.errors());
        }
    }

    private void printsDecryptedAsSopsDoes(byte[] plain, Format format, Rule rule) throws Exception {
        byte[] encrypted = encryptedBySops(plain, format, rule);
        var theirs = sops.run(sops.file("theirs" + extension(format), encrypted), "decrypt");
        if (refusesItsOwn(theirs, plain)) {
            return;
        }
        var layout = new Layout.Canonical(format, format.defaultIndent());
        var expected = new String(theirs.bytes(), StandardCharsets.UTF_8);
        var printed = new String(decrypt(encrypted, format, layout), StandardCharsets.UTF_8);
        assertSamePrint(expected, printed);
    }

    /// sops reads no comment behind {} or [] and may lose it; here it is kept. All else must be the same.
    private void assertSamePrint(String expected, String printed) {
        if (!printed.equals(expected) && comments(expected) < comments(printed)) {
            keptComments++;
            assertEquals(withoutComments(expected), withoutComments(printed));
            return;
        }
        assertEquals(expected, printed);
    }

    private static long comments(String yaml) {
        return yaml.lines().filter(line -> line.strip().startsWith("#")).count();
    }

    /// The text without its comment lines, a container that held nothing else being empty.
    private static String withoutComments(String yaml) {
        return yaml.lines()
                .filter(line -> !line.strip().startsWith("#"))
                .reduce("", (text, line) -> text + line + "\n")
                .replaceAll("\\{\\s*}", "{}")
                .replaceAll("\\[\\s*]", "[]");
    }

    /// The text without what is random or of the moment: data, IV and tag of each ciphertext, the wrapped key, the
    /// time; without the field that is ours; and without the indentation of a closing bracket, which sops leaves out
    /// where YAML 1.2 demands it.
    private static String masked(byte[] encrypted) {
        return new String(encrypted, StandardCharsets.UTF_8)
                .replaceAll("data:[^,]*,iv:[^,]*,tag:[^,]*,", "…")
                .replaceAll("(?s)-----BEGIN.*?END AGE ENCRYPTED FILE-----", "…")
                .replaceAll("(?m)^[ \t]*\"?structure\"?: \"?ENC\\[.*\n", "")
                .replaceAll("(?m)^sops_structure=ENC\\[.*\n", "")
                .replaceAll("(?m)^sops_lastmodified=.*", "sops_lastmodified=…")
                .replaceAll("(?m)^ +(?=[}\\]]$)", "")
                .replaceAll("(lastmodified\"?: )\"[^\"]*\"", "$1…");
    }

    @Test
    void yamlIsPrintedEncryptedAsSopsPrintsIt() {
        overDocuments("yaml", this::printsEncryptedAsSopsDoes);
    }

    @Test
    void jsonIsPrintedEncryptedAsSopsPrintsIt() {
        overDocuments("json", this::printsEncryptedAsSopsDoes);
    }

    @Test
    void yamlIsPrintedDecryptedAsSopsPrintsIt() {
        overDocuments("yaml", this::printsDecryptedAsSopsDoes);
    }

    @Test
    void jsonIsPrintedDecryptedAsSopsPrintsIt() {
        overDocuments("json", this::printsDecryptedAsSopsDoes);
    }

    @Test
    void yamlComesBackByteForByte() {
        overDocuments("yaml", this::givesBackEveryByte);
    }

    @Test
    void jsonComesBackByteForByte() {
        overDocuments("json", this::givesBackEveryByte);
    }

    @Test
    void sopsOpensOurYaml() {
        overDocuments("yaml", this::opensInSops);
    }

    @Test
    void sopsOpensOurJson() {
        overDocuments("json", this::opensInSops);
    }

    @Test
    void weOpenTheYamlOfSops() {
        overDocuments("yaml", this::readsWhatSopsWrote);
    }

    @Test
    void weOpenTheJsonOfSops() {
        overDocuments("json", this::readsWhatSopsWrote);
    }

    @Test
    void dotenvIsPrintedEncryptedAsSopsPrintsIt() {
        overDocuments("dotenv", this::printsEncryptedAsSopsDoes);
    }

    @Test
    void dotenvIsPrintedDecryptedAsSopsPrintsIt() {
        overDocuments("dotenv", this::printsDecryptedAsSopsDoes);
    }

    @Test
    void dotenvComesBackByteForByte() {
        overDocuments("dotenv", this::givesBackEveryByte);
    }

    @Test
    void sopsOpensOurDotenv() {
        overDocuments("dotenv", this::opensInSops);
    }

    @Test
    void sopsPrintsOurDotenvWithoutTheBlankLines() {
        overDocuments("dotenv", (plain, format, rule) -> {
            var ours = sops.file("ours.env", encrypt(plain, format, rule, new Layout.Lossless()));
            var read = sops.run(ours, "decrypt");
            assertEquals(0, read.exitCode(), read.errors());
            var lines = new String(plain, StandardCharsets.UTF_8).replaceAll("(?dm)^\n", "");
            var expected = lines.isEmpty() || lines.endsWith("\n") ? lines : lines + "\n";
            assertEquals(expected, new String(read.bytes(), StandardCharsets.UTF_8));
        });
    }

    @Test
    void weOpenTheDotenvOfSops() {
        overDocuments("dotenv", this::readsWhatSopsWrote);
    }

    @Test
    void weOpenTheDotenvThatSopsRewrote() {
        overDocuments("dotenv", (plain, format, rule) -> {
            var file = sops.file("ours.env", encrypt(plain, format, rule, new Layout.Lossless()));
            var rotated = sops.run(file, "rotate");
            assertEquals(0, rotated.exitCode(), rotated.errors());
            try (var opened = decryption.open(rotated.bytes(), format, MacCheck.REQUIRED);
                    var original = format.parse(plain.clone())) {
                assertFalse(opened.hasStructure());
                assertEquals(Values.of(original.roots()), Values.of(opened.roots()));
            }
        });
    }

    @Test
    void dotenvBecomesYamlAndJsonAsWithSops() {
        overDocuments("dotenv", (plain, format, rule) -> {
            if (hasDoubledKeys(plain, format)) {
                return; // which YAML refuses
            }
            byte[] encrypted = encryptedBySops(plain, format, rule);
            for (var other : List.of("yaml", "json")) {
                var output = Formats.named(other);
                var layout = new Layout.Canonical(output, output.defaultIndent());
                var theirs = sops.run(sops.file("theirs.env", encrypted), "decrypt", "--output-type", other);
                assertEquals(0, theirs.exitCode(), theirs.errors());
                assertSamePrint(
                        new String(theirs.bytes(), StandardCharsets.UTF_8),
                        new String(decrypt(encrypted, format, layout), StandardCharsets.UTF_8));
                var sealed = sops.run(sops.file("plain.env", plain), converting(rule, other));
                assertEquals(0, sealed.exitCode(), sealed.errors());
                assertSamePrint(masked(sealed.bytes()), masked(encrypt(plain, format, rule, layout)));
            }
        });
    }

    @Test
    void yamlOfTextsBecomesDotenvAsWithSops() {
        var yaml = Formats.named("yaml");
        var dotenv = Formats.named("dotenv");
        var layout = new Layout.Canonical(dotenv, dotenv.defaultIndent());
        overDocuments("dotenv", (plain, format, rule) -> {
            if (hasDoubledKeys(plain, format)) {
                return;
            }
            byte[] flat;
            try (var document = format.parse(plain.clone())) {
                flat = yaml.emit(document.roots(), yaml.defaultIndent());
            }
            printsAsSopsDoes(flat, yaml, rule, layout);
        });
    }

    @Test
    void yamlOfEveryTypeBecomesDotenvAsWithSops() throws Exception {
        var yaml = Formats.named("yaml");
        var dotenv = Formats.named("dotenv");
        var layout = new Layout.Canonical(dotenv, dotenv.defaultIndent());
        var text = """
                # head
                a: 1
                b: 1.0 # inline
                c: true
                e: "x\\ny"
                g: 2001-12-14T21:59:43.10-05:00
                h: 1e21
                i: 100000.5
                j: ""
                k: 1e6
                n: -0.0
                o: .inf
                p: 1e-7
                q: .nan
                r: -.inf
                s: 2001-12-14T21:59:43.5Z
                t: 123456.789
                u: 9223372036854775807
                # foot
                """;
        var rule = new Rule(new Selection.UnencryptedSuffix("_unencrypted"), false);
        printsAsSopsDoes(text.getBytes(StandardCharsets.UTF_8), yaml, rule, layout);
        byte[] nested = "a: {b: 1}\n".getBytes(StandardCharsets.UTF_8);
        var theirs = sops.run(sops.file("plain.yaml", nested), converting(rule, "dotenv"));
        assertEquals(4, theirs.exitCode());
        var ours = assertThrows(LockstepException.class, () -> encrypt(nested, yaml, rule, layout));
        assertEquals(Kind.NOT_EMITTABLE, ours.problem().kind());
        assertTrue(
                theirs.errors().contains(ours.problem().what()), ours.problem().what());
    }

    private static boolean hasDoubledKeys(byte[] plain, Format format) {
        try (var document = format.parse(plain.clone())) {
            var keys = document.roots().getFirst().members().stream()
                    .filter(Entry.class::isInstance)
                    .map(member -> ((Entry) member).key())
                    .toList();
            return keys.stream().distinct().count() < keys.size();
        }
    }

    /// Compares both directions of a conversion.
    private void printsAsSopsDoes(byte[] plain, Format input, Rule rule, Layout.Canonical layout) throws Exception {
        var name = layout.format().name();
        var theirs = sops.run(sops.file("plain" + extension(input), plain), converting(rule, name));
        assertEquals(0, theirs.exitCode(), theirs.errors());
        assertSamePrint(masked(theirs.bytes()), masked(encrypt(plain, input, rule, layout)));
        byte[] sealed = encryptedBySops(plain, input, rule);
        var opened = sops.run(sops.file("theirs" + extension(input), sealed), "decrypt", "--output-type", name);
        assertEquals(0, opened.exitCode(), opened.errors());
        assertSamePrint(
                new String(opened.bytes(), StandardCharsets.UTF_8),
                new String(decrypt(sealed, input, layout), StandardCharsets.UTF_8));
    }

    private static String[] converting(Rule rule, String format) {
        var flags = new ArrayList<>(List.of(rule.flags(RECIPIENT)));
        flags.addAll(List.of("--output-type", format));
        return flags.toArray(String[]::new);
    }
}
