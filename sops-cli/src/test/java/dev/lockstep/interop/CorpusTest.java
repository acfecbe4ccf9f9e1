package dev.lockstep.interop;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lockstep.Decryption.MacCheck;
import dev.lockstep.document.FormattingHints;
import dev.lockstep.format.Layout;
import dev.lockstep.interop.Corpus.PlainFile;
import dev.lockstep.metadata.Metadata;
import dev.lockstep.problem.LockstepException;
import dev.lockstep.rules.Selection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// Files as people keep them, through encryption and back under every kind of rule.
class CorpusTest {
    private static final Layout LOSSLESS = new Layout.Lossless();
    private static final String REGEX = "(?i)(pass|secret|token|key|data|env|list|value)";
    static final List<Rule> RULES = List.of(
            new Rule(Selection.DEFAULT, false),
            new Rule(Selection.DEFAULT, true),
            new Rule(new Selection.EncryptedRegex(REGEX), false),
            new Rule(new Selection.EncryptedRegex(REGEX), true),
            new Rule(new Selection.UnencryptedRegex(REGEX), false),
            new Rule(new Selection.EncryptedSuffix("d"), false),
            new Rule(new Selection.EncryptedCommentRegex("old|before|key|first"), false),
            new Rule(new Selection.UnencryptedCommentRegex("old|before|key|first"), true));

    private final AgeMachine machine = AgeMachine.holding(AgeMachine.IDENTITY);

    private interface Check {
        void of(PlainFile file, Rule rule) throws Exception;
    }

    private static void overAll(List<PlainFile> files, Check check) {
        var failures = new ArrayList<String>();
        for (var file : files) {
            for (var rule : RULES) {
                try {
                    check.of(file, rule);
                } catch (Exception | AssertionError e) {
                    failures.add(file + " " + rule + ": " + e);
                }
            }
        }
        assertEquals(List.of(), failures);
    }

    private byte[] encrypt(PlainFile file, Rule rule) {
        return machine.encryption()
                .encrypt(file.bytes(), file.format(), rule.creationRule(AgeMachine.RECIPIENT), LOSSLESS)
                .bytes();
    }

    @Test
    void everyFileComesBackByteForByte() throws IOException {
        var wholes = new TreeSet<String>();
        int[] round = {0};
        int[] hinted = {0};
        overAll(Corpus.files(), (file, rule) -> {
            try (var opened = machine.decryption().open(encrypt(file, rule), file.format(), MacCheck.REQUIRED)) {
                assertArrayEquals(file.bytes(), opened.plain(LOSSLESS));
                assertEquals(List.of(), opened.warnings());
                round[0]++;
                hinted[0] += lengthOfHints(opened.metadata()) > 0 ? 1 : 0;
                if (keepsWholeSource(opened.metadata(), file)) {
                    wholes.add(file + " under " + Selection.name(rule.selection()));
                }
            }
        });
        System.out.println(round[0] + " round trips byte for byte, " + hinted[0]
                + " with hints; the whole source was kept for " + wholes.size() + ": " + wholes);
        assertTrue(wholes.size() <= round[0] / 50, "the whole source is kept too often: " + wholes);
    }

    /// By its length, which the ciphertext shows.
    private static boolean keepsWholeSource(Metadata metadata, PlainFile file) {
        try (var whole = FormattingHints.whole(file.bytes())) {
            return lengthOfHints(metadata) == whole.encode().length;
        }
    }

    private static int lengthOfHints(Metadata metadata) {
        var text = metadata.presentation();
        if (text.isEmpty()) {
            return 0;
        }
        int data = text.indexOf("data:") + "data:".length();
        return Base64.getDecoder().decode(text.substring(data, text.indexOf(',', data))).length;
    }

    @Test
    void noSecretShowsInAnEncryptedFile() throws IOException {
        int[] secrets = {0};
        overAll(Corpus.texts(), (file, rule) -> {
            try (var plain = file.format().parse(file.bytes())) {
                var exposure = Exposure.of(plain, rule.selection());
                assertEquals(List.of(), exposure.seenIn(encrypt(file, rule)));
                secrets[0] += exposure.secrets();
            }
        });
        System.out.println(secrets[0] + " lines of secrets looked for, none found");
        assertTrue(secrets[0] > 5000, secrets[0] + " secrets are too few to prove anything");
    }

    @Test
    void linesWithoutSecretsStayAsTheyAre() throws IOException {
        int[] untouched = {0};
        overAll(Corpus.texts(), (file, rule) -> {
            try (var plain = file.format().parse(file.bytes())) {
                var lines = Exposure.of(plain, rule.selection()).openLines();
                var text = new String(encrypt(file, rule), StandardCharsets.UTF_8);
                assertEquals(List.of(), lost(lines, text));
                untouched[0] += lines.size();
            }
        });
        System.out.println(untouched[0] + " lines without secrets are untouched");
        assertTrue(untouched[0] > 5000, untouched[0] + " lines are too few to prove anything");
    }

    /// The lines that do not stand in the text, in this order.
    private static List<String> lost(List<String> lines, String text) {
        var lost = new ArrayList<String>();
        var there = text.split("\n", -1);
        int at = 0;
        for (var line : lines) {
            int next = at;
            while (next < there.length && !there[next].equals(line)) {
                next++;
            }
            if (next == there.length) {
                lost.add(line);
            } else {
                at = next + 1;
            }
        }
        return lost;
    }

    @Test
    void whatSopsRefusesIsRefusedByLine() throws IOException {
        for (var file : Corpus.refused()) {
            for (var rule : RULES) {
                assertThrows(LockstepException.class, () -> encrypt(file, rule), file::name);
            }
        }
    }

    @Test
    void theCorpusHasTheTraitsItIsFor() throws IOException {
        var wanted =
                Set.of("\r\n", "\t", "\ufeff", ">-", "|2", "<<: *", "!Ref", "!!binary", "%YAML", "\n...", "? ", "🔐");
        var found = new TreeSet<String>();
        for (var file : Corpus.texts()) {
            var text = new String(file.bytes(), StandardCharsets.UTF_8);
            wanted.stream().filter(text::contains).forEach(found::add);
        }
        assertEquals(new TreeSet<>(wanted), found);
    }
}
