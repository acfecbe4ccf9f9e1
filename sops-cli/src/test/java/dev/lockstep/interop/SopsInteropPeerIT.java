package dev.lockstep.interop;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lockstep.Decryption;
import dev.lockstep.Decryption.MacCheck;
import dev.lockstep.Encryption;
import dev.lockstep.document.TreeComparison;
import dev.lockstep.format.Format;
import dev.lockstep.format.Formats;
import dev.lockstep.format.Layout;
import dev.lockstep.keys.Attempts;
import dev.lockstep.keys.DataKeys;
import dev.lockstep.keys.Host;
import dev.lockstep.keys.KeyProviders;
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
        return encryption.encrypt(plain.clone(), format, rule.creationRule(RECIPIENT), layout).bytes();
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
            assertTrue(TreeComparison.sameValues(one.roots(), other.roots()), "values differ");
        }
    }

    private void readsWhatSopsWrote(byte[] plain, Format format, Rule rule) throws Exception {
        var theirs = sops.run(sops.file("plain." + format.name(), plain), rule.flags(RECIPIENT));
        assertEquals(0, theirs.exitCode(), theirs.errors());
        try (var opened = decryption.open(theirs.bytes(), format, MacCheck.REQUIRED);
                var original = format.parse(plain.clone())) {
            assertEquals(List.of(), opened.warnings());
            // What sops leaves in the clear loses its type in print: 1.0 becomes 1.
            assertArrayEquals(
                    format.emit(original.roots(), format.defaultIndent()),
                    format.emit(opened.roots(), format.defaultIndent()));
        }
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
