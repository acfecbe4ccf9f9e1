package dev.lockstep.interop;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lockstep.Decryption;
import dev.lockstep.Decryption.MacCheck;
import dev.lockstep.Encryption;
import dev.lockstep.format.Format;
import dev.lockstep.format.Formats;
import dev.lockstep.format.Layout;
import dev.lockstep.keys.Attempts;
import dev.lockstep.keys.DataKeys;
import dev.lockstep.keys.Host;
import dev.lockstep.keys.KeyProviders;
import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;
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

    private RealSops sops;
    private Encryption encryption;
    private Decryption decryption;

    @BeforeEach
    void open() {
        sops = new RealSops(directory, IDENTITY);
        var host = new Host(
                Map.of("SOPS_AGE_KEY", IDENTITY),
                directory,
                _ -> {
                    throw new IllegalStateException("nobody to ask");
                },
                Randomness.system());
        var keys = new DataKeys(KeyProviders.installed(host), Randomness.system(), Attempts.DEFAULT);
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
            var text = extension.equals("json") ? generator.json() : generator.yaml();
            try {
                check.of(text.getBytes(StandardCharsets.UTF_8), Formats.named(extension), Rule.of(seed));
            } catch (Exception | AssertionError e) {
                failures.add("seed " + seed + ": " + e);
            }
        }
        System.out.println(COUNT + " " + extension + " documents, " + failures.size() + " failed");
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
        var name = "." + format.name();
        var theirs = sops.run(sops.file("plain" + name, plain), rule.flags(RECIPIENT));
        assertEquals(0, theirs.exitCode(), theirs.errors());
        var encrypted = encrypt(plain, format, rule, new Layout.Lossless());
        var read = sops.run(sops.file("ours" + name, encrypted), "decrypt");
        assertEquals(0, read.exitCode(), read.errors());
        assertEquals("", read.errors());
        byte[] ours = read.bytes();
        var expected = sops.run(sops.file("theirs" + name, theirs.bytes()), "decrypt");
        if (expected.exitCode() == 51) {
            // A clear -0.0 becomes -0 in print, which is an int: sops does not open its own file then.
            assertTrue(new String(plain, StandardCharsets.UTF_8).contains("-0.0"), expected.errors());
            return;
        }
        assertEquals(0, expected.exitCode(), expected.errors());
        try (var one = format.parse(ours);
                var other = format.parse(expected.bytes())) {
            assertEquals(Values.of(other.roots()), Values.of(one.roots()));
        }
    }

    private void readsWhatSopsWrote(byte[] plain, Format format, Rule rule) throws Exception {
        var theirs = sops.run(sops.file("plain." + format.name(), plain), rule.flags(RECIPIENT));
        assertEquals(0, theirs.exitCode(), theirs.errors());
        byte[] encrypted = theirs.bytes();
        if (sopsCannotOpen(encrypted, format, plain)) {
            return;
        }
        try (var opened = decryption.open(encrypted, format, MacCheck.REQUIRED);
                var original = format.parse(plain.clone())) {
            assertEquals(List.of(), opened.warnings());
            assertEquals(Values.of(original.roots()), Values.of(opened.roots()));
        }
    }

    private void printsEncryptedAsSopsDoes(byte[] plain, Format format, Rule rule) throws Exception {
        var theirs = sops.run(sops.file("plain." + format.name(), plain), rule.flags(RECIPIENT));
        assertEquals(0, theirs.exitCode(), theirs.errors());
        var layout = new Layout.Canonical(format, format.defaultIndent());
        try {
            assertEquals(masked(theirs.bytes()), masked(encrypt(plain, format, rule, layout)));
        } catch (LockstepException e) {
            // What sops prints here it cannot open again, so we refuse to print it.
            assertEquals(Kind.NOT_EMITTABLE, e.problem().kind(), e.getMessage());
            var reopened = sops.run(sops.file("theirs." + format.name(), theirs.bytes()), "decrypt");
            assertEquals(51, reopened.exitCode(), reopened.errors());
        }
    }

    private void printsDecryptedAsSopsDoes(byte[] plain, Format format, Rule rule) throws Exception {
        var theirs = sops.run(sops.file("plain." + format.name(), plain), rule.flags(RECIPIENT));
        assertEquals(0, theirs.exitCode(), theirs.errors());
        byte[] encrypted = theirs.bytes();
        var opened = sops.run(sops.file("theirs." + format.name(), encrypted), "decrypt");
        if (opened.exitCode() == 51) {
            assertTrue(new String(plain, StandardCharsets.UTF_8).contains("-0.0"), opened.errors());
            return;
        }
        assertEquals(
                new String(opened.bytes(), StandardCharsets.UTF_8),
                new String(
                        decrypt(encrypted, format, new Layout.Canonical(format, format.defaultIndent())),
                        StandardCharsets.UTF_8));
    }

    /// A clear -0.0 becomes -0 in print, which is an int: sops does not open its own file then.
    private boolean sopsCannotOpen(byte[] encrypted, Format format, byte[] plain) throws Exception {
        var opened = sops.run(sops.file("theirs." + format.name(), encrypted), "decrypt");
        if (opened.exitCode() == 0) {
            return false;
        }
        assertEquals(51, opened.exitCode(), opened.errors());
        assertTrue(new String(plain, StandardCharsets.UTF_8).contains("-0.0"), opened.errors());
        return true;
    }

    /// The text without what is random or of the moment: data, IV and tag of each ciphertext, the wrapped key, the
    /// time.
    private static String masked(byte[] encrypted) {
        return new String(encrypted, StandardCharsets.UTF_8)
                .replaceAll("data:[^,]*,iv:[^,]*,tag:[^,]*,", "…")
                .replaceAll("(?s)-----BEGIN.*?END AGE ENCRYPTED FILE-----", "…")
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
}
