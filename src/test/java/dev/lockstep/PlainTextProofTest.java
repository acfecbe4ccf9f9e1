package dev.lockstep;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.Decryption.MacCheck;
import dev.lockstep.config.CreationRule;
import dev.lockstep.document.TreeComparison;
import dev.lockstep.format.Format;
import dev.lockstep.format.Formats;
import dev.lockstep.format.Layout;
import dev.lockstep.keys.DataKeys;
import dev.lockstep.keys.KeyProviders;
import dev.lockstep.keys.UnwrapPolicy;
import dev.lockstep.problem.LockstepException;
import dev.lockstep.rules.Selection;
import dev.lockstep.testkit.DocumentGenerator;
import dev.lockstep.testkit.FakeKeyProvider;
import dev.lockstep.testkit.FixedRandomness;
import dev.lockstep.testkit.TestHost;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A decrypted file reads as the values that were encrypted, whatever happened to the layout around the ciphertexts.
class PlainTextProofTest {
    private static final Selection CLEAR = new Selection.EncryptedSuffix("_secret");
    private static final int DOCUMENTS = Integer.getInteger("lockstep.documents", 400);

    private final FakeKeyProvider provider = FakeKeyProvider.local("age").holding("mine");
    private final DataKeys keys = new DataKeys(
            KeyProviders.of(TestHost.bare(), List.of(provider)), FixedRandomness.seeded(1), UnwrapPolicy.DEFAULT);
    private final Encryption encryption =
            new Encryption(keys, FixedRandomness.seeded(2), () -> Instant.parse("2026-01-02T03:04:05Z"));
    private final Decryption decryption = new Decryption(keys);
    private final Format yaml = Formats.named("yaml");

    /// What mail, editors, shells and Git do to a file.
    private enum Journey {
        LOSES_ITS_FINAL_BREAK,
        GAINS_A_BREAK,
        GAINS_BLANK_LINES,
        GAINS_BLANKS,
        GAINS_A_COMMENT,
        GETS_OTHER_LINE_ENDS;

        String of(String file) {
            return switch (this) {
                case LOSES_ITS_FINAL_BREAK -> file.stripTrailing();
                case GAINS_A_BREAK -> file + "\n";
                case GAINS_BLANK_LINES -> file + "\n  \n\n";
                case GAINS_BLANKS -> file + "   ";
                case GAINS_A_COMMENT -> file + (file.endsWith("\n") ? "" : "\n") + "      # reviewed\n";
                case GETS_OTHER_LINE_ENDS -> file.replace("\r\n", "\n").replace("\n", "\r\n");
            };
        }
    }

    static List<String> endings() {
        var files = new ArrayList<String>();
        for (var header : List.of("|", "|-", "|+", ">", ">-", ">+", "|2", "|2+", "| # why", "&a |+")) {
            for (var text : List.of("one\n  two\n", "one\n", "one", "one\n\n\n", "one\n\n  two\n\n", "")) {
                files.add("key: " + header + "\n  " + text);
                files.add("map:\n  list:\n    - " + header.replace('2', '3') + "\n       "
                        + text.replace("  ", "       "));
                files.add("first: " + header + "\n  " + text + (text.endsWith("\n") ? "" : "\n") + "last: 1\n");
                files.add("a: 1\n---\nkey: " + header + "\n  " + text);
            }
        }
        return files;
    }

    @ParameterizedTest
    @MethodSource("endings")
    void theEndOfTheFileDecidesNoValue(String plain) {
        for (var selection : List.of(Selection.DEFAULT, CLEAR)) {
            for (var layout : List.of(new Layout.Lossless(), new Layout.Canonical(yaml, yaml.defaultIndent()))) {
                var sealed = encrypted(plain, selection, layout);
                for (var journey : Journey.values()) {
                    assertThat(readsAs(decrypted(journey.of(sealed)), plain))
                            .as("%s of\n%s\n%s", journey, plain, selection)
                            .isTrue();
                }
            }
        }
    }

    @Test
    void generatedFilesReadTheSameAfterTheirJourney() {
        long first = Long.getLong("lockstep.seed", 91_000);
        var failures = new ArrayList<String>();
        for (long seed = first; seed < first + DOCUMENTS; seed++) {
            var plain = new DocumentGenerator(seed).yaml();
            var selection = seed % 2 == 0 ? Selection.DEFAULT : CLEAR;
            for (var journey : Journey.values()) {
                try {
                    if (!readsAs(decrypted(journey.of(encrypted(plain, selection, new Layout.Lossless()))), plain)) {
                        failures.add("seed " + seed + " " + journey);
                    }
                } catch (LockstepException e) {
                    // The journey may end in a refusal, never in another value.
                    if (journey != Journey.GAINS_A_COMMENT && journey != Journey.GETS_OTHER_LINE_ENDS) {
                        failures.add("seed " + seed + " " + journey + ": " + e);
                    }
                }
            }
        }
        assertThat(failures).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "key: |\n  %s\n",
                "key: |-\n  %s\n",
                "key: |+\n  %s\n\n",
                "key: >\n  %s\n",
                "key: >-\n  %s\nlast: 1\n",
                "key: %s\n",
                "key: '%s'\n",
                "key: [\"%s\"]\n",
                "list:\n  - |\n    %s\n  - |-\n    %s\n",
            })
    void aValueThatLooksLikeACiphertextIsKeptToItsLastBreak(String file) {
        for (var text : List.of("ENC[AES256_GCM,data:x]", "ENC[AES256_GCM,data:YQ==,iv:YQ==,tag:YQ==,type:str]")) {
            var plain = file.replace("%s", text);
            assertThat(decrypted(encrypted(plain, Selection.DEFAULT, new Layout.Lossless())))
                    .isEqualTo(plain);
            var canonical = new Layout.Canonical(yaml, yaml.defaultIndent());
            assertThat(readsAs(decrypted(encrypted(plain, Selection.DEFAULT, canonical)), plain))
                    .as(plain)
                    .isTrue();
        }
    }

    private boolean readsAs(String text, String plain) {
        try (var one = yaml.parse(text.getBytes(UTF_8));
                var other = yaml.parse(plain.getBytes(UTF_8))) {
            return TreeComparison.sameValues(one.roots(), other.roots());
        }
    }

    private String encrypted(String plain, Selection selection, Layout layout) {
        var rule = new CreationRule(List.of(List.of(provider.key("mine"))), 0, selection, false);
        return new String(
                encryption.encrypt(plain.getBytes(UTF_8), yaml, rule, layout).bytes(), UTF_8);
    }

    private String decrypted(String sealed) {
        try (var opened = decryption.open(sealed.getBytes(UTF_8), yaml, MacCheck.REQUIRED)) {
            return new String(opened.plain(new Layout.Lossless()), UTF_8);
        }
    }
}
