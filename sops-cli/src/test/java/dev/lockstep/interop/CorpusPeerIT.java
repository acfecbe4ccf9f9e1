package dev.lockstep.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lockstep.Decryption.MacCheck;
import dev.lockstep.format.Format;
import dev.lockstep.format.Layout;
import dev.lockstep.interop.Corpus.PlainFile;
import dev.lockstep.rules.Selection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Files as people keep them, between sops and us.
class CorpusPeerIT {
    private static final Layout LOSSLESS = new Layout.Lossless();
    private static final List<Rule> RULES =
            List.of(CorpusTest.RULES.get(0), CorpusTest.RULES.get(3), CorpusTest.RULES.get(6));

    @TempDir
    private Path directory;

    private final AgeMachine machine = AgeMachine.holding(AgeMachine.IDENTITY);
    private RealSops sops;

    @BeforeEach
    void open() {
        sops = new RealSops(directory, AgeMachine.IDENTITY);
    }

    private interface Check {
        void of(PlainFile file, Rule rule) throws Exception;
    }

    private static void overAll(Check check) throws Exception {
        var failures = new ArrayList<String>();
        var files = Corpus.files();
        for (var file : files) {
            for (var rule : RULES) {
                try {
                    check.of(file, rule);
                } catch (Exception | AssertionError e) {
                    failures.add(file + " " + rule + ": " + e);
                }
            }
        }
        System.out.println(files.size() + " files, " + RULES.size() + " rules, " + failures.size() + " failed");
        assertEquals(List.of(), failures);
    }

    private byte[] ours(PlainFile file, Rule rule) {
        return machine.encryption()
                .encrypt(file.bytes(), file.format(), rule.creationRule(AgeMachine.RECIPIENT), LOSSLESS)
                .bytes();
    }

    private byte[] theirs(PlainFile file, Rule rule) throws Exception {
        // Not every rule has a flag.
        var config = "creation_rules:\n  - age: " + AgeMachine.RECIPIENT + "\n    mac_only_encrypted: "
                + rule.macOnlyEncrypted() + "\n    " + Selection.name(rule.selection()) + ": '" + rule.pattern()
                + "'\n";
        var rules = sops.file("rules.yaml", config.getBytes(StandardCharsets.UTF_8));
        var run = sops.run(sops.file(file.fileName(), file.bytes()), "--config", rules.toString(), "encrypt");
        assertEquals(0, run.exitCode(), run.errors());
        return run.bytes();
    }

    private byte[] openedBySops(PlainFile file, byte[] encrypted) throws Exception {
        var run = sops.run(sops.file(file.fileName(), encrypted), "decrypt");
        assertEquals(0, run.exitCode(), run.errors());
        assertEquals("", run.errors());
        return run.bytes();
    }

    /// The values of a plain file as text; of a binary one, its bytes.
    private static String values(Format format, byte[] plain) {
        if (format.wholeFile()) {
            return HexFormat.of().formatHex(plain);
        }
        try (var document = format.parse(plain.clone())) {
            return Values.of(document.roots());
        }
    }

    @Test
    void sopsOpensWhatWeEncrypted() throws Exception {
        overAll((file, rule) -> assertEquals(
                values(file.format(), openedBySops(file, theirs(file, rule))),
                values(file.format(), openedBySops(file, ours(file, rule)))));
    }

    @Test
    void weOpenWhatSopsEncrypted() throws Exception {
        overAll((file, rule) -> {
            try (var opened = machine.decryption().open(theirs(file, rule), file.format(), MacCheck.REQUIRED)) {
                assertEquals(List.of(), opened.warnings());
                assertEquals(
                        values(file.format(), file.bytes()),
                        file.format().wholeFile()
                                ? values(file.format(), opened.plain(LOSSLESS))
                                : Values.of(opened.roots()));
            }
        });
    }

    @Test
    void moreFilesComeBackByteForByteThanFromSops() throws Exception {
        int ours = 0;
        int theirs = 0;
        var files = Corpus.files();
        for (var file : files) {
            var rule = RULES.getFirst();
            theirs += Arrays.equals(file.bytes(), openedBySops(file, theirs(file, rule))) ? 1 : 0;
            try (var opened = machine.decryption().open(ours(file, rule), file.format(), MacCheck.REQUIRED)) {
                ours += Arrays.equals(file.bytes(), opened.plain(LOSSLESS)) ? 1 : 0;
            }
        }
        System.out.println(ours + " of " + files.size() + " byte for byte; sops " + theirs + " of " + files.size());
        assertEquals(files.size(), ours);
        assertTrue(theirs < files.size(), "the corpus is too plain to tell");
    }

    @Test
    void sopsRefusesWhatWeRefuse() throws Exception {
        for (var file : Corpus.refused()) {
            var run = sops.run(
                    sops.file(file.fileName(), file.bytes()), RULES.getFirst().flags(AgeMachine.RECIPIENT));
            assertNotEquals(0, run.exitCode(), file::name);
        }
    }
}
