package dev.lockstep;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.Decryption.MacCheck;
import dev.lockstep.config.CreationRule;
import dev.lockstep.document.Node;
import dev.lockstep.document.Node.Alias;
import dev.lockstep.document.Node.Comment;
import dev.lockstep.document.Node.Entry;
import dev.lockstep.document.Node.Mapping;
import dev.lockstep.document.Node.Scalar;
import dev.lockstep.document.Node.Sequence;
import dev.lockstep.document.TreeComparison;
import dev.lockstep.format.Format;
import dev.lockstep.format.Formats;
import dev.lockstep.format.Layout;
import dev.lockstep.keys.DataKeys;
import dev.lockstep.keys.KeyProviders;
import dev.lockstep.keys.UnwrapPolicy;
import dev.lockstep.problem.LockstepException;
import dev.lockstep.rules.Selection;
import dev.lockstep.secret.Plaintext.Type;
import dev.lockstep.testkit.DocumentGenerator;
import dev.lockstep.testkit.FakeKeyProvider;
import dev.lockstep.testkit.FixedRandomness;
import dev.lockstep.testkit.TestHost;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Generated files that somebody without the key changed after they were encrypted.
class ChangedFilesTest {
    private static final int DOCUMENTS = Integer.getInteger("lockstep.documents", 1_000);
    private static final int CHANGES = 8;
    private static final List<Selection> SELECTIONS = List.of(
            Selection.DEFAULT,
            new Selection.EncryptedSuffix("d"),
            new Selection.EncryptedRegex("^(data|stringData|password|items|spec|nested)"),
            new Selection.EncryptedCommentRegex("note|TODO"));

    private final FakeKeyProvider provider = FakeKeyProvider.local("age").holding("mine");
    private final DataKeys keys = new DataKeys(
            KeyProviders.of(TestHost.bare(), List.of(provider)), FixedRandomness.seeded(1), UnwrapPolicy.DEFAULT);
    private final Encryption encryption =
            new Encryption(keys, FixedRandomness.seeded(2), () -> Instant.parse("2026-01-02T03:04:05Z"));
    private final Decryption decryption = new Decryption(keys);

    private int opened;
    private int refusedByStructure;

    @ParameterizedTest
    @ValueSource(strings = {"yaml", "json"})
    void openOnlyIfKeysTypesAndValuesAreThoseThatWereSealed(String name) {
        var format = Formats.named(name);
        long first = Long.getLong("lockstep.seed", 90_000);
        var failures = new ArrayList<String>();
        for (long seed = first; seed < first + DOCUMENTS; seed++) {
            var random = new Random(seed);
            var plain = text(name, seed);
            var encrypted = encrypted(plain, format, random);
            if (encrypted.isEmpty()) {
                continue;
            }
            try (var original = open(encrypted, format)) {
                for (int i = 0; i < CHANGES; i++) {
                    var changed = changed(encrypted, random);
                    if (!isHarmless(changed, original, format)) {
                        failures.add("seed " + seed + ", change " + i + ":\n" + changed);
                    }
                }
            }
        }
        System.out.println(DOCUMENTS + " " + name + " files from seed " + first + ", " + opened
                + " changes did no harm, " + refusedByStructure + " were refused by the structure alone, "
                + failures.size() + " failed");
        assertThat(failures).isEmpty();
        assertThat(refusedByStructure).isPositive();
    }

    @ParameterizedTest
    @ValueSource(strings = {"yaml", "json"})
    void openWhenAnotherToolLaidThemOutAnew(String name) {
        var format = Formats.named(name);
        long first = Long.getLong("lockstep.seed", 95_000);
        int tried = 0;
        for (long seed = first; seed < first + DOCUMENTS / 4; seed++) {
            var encrypted = encrypted(text(name, seed), format, new Random(seed));
            if (encrypted.isEmpty()) {
                continue;
            }
            try (var document = format.parse(encrypted.getBytes(UTF_8))) {
                boolean tagged = encrypted.contains("!");
                if (tagged || document.roots().stream().anyMatch(ChangedFilesTest::hasWhatPrintingChanges)) {
                    continue;
                }
                byte[] printed = format.emit(document.roots(), name.equals("json") ? 3 : 2);
                try (var again = decryption.open(printed, format, MacCheck.REQUIRED)) {
                    assertThat(again.hasStructure()).isTrue();
                } catch (LockstepException e) {
                    throw new AssertionError("seed " + seed + ":\n" + encrypted + new String(printed, UTF_8), e);
                }
                tried++;
            }
        }
        assertThat(tried).isGreaterThan(DOCUMENTS / 40);
    }

    @Test
    void openWithoutTheirStructureAsBefore() {
        var yaml = Formats.named("yaml");
        var encrypted = encrypted("a: x\nb: {c: 1}\n", yaml, new Random(1)).replaceAll("    structure: .*\n", "");
        try (var file = open(encrypted, yaml)) {
            assertThat(file.hasStructure()).isFalse();
            assertThat(file.plain(new Layout.Lossless())).asString(UTF_8).isEqualTo("a: x\nb: {c: 1}\n");
        }
    }

    private static String text(String name, long seed) {
        var generator = new DocumentGenerator(seed);
        return name.equals("json") ? generator.json() : generator.yaml();
    }

    /// Empty if the document cannot be encrypted under the rule.
    private String encrypted(String plain, Format format, Random random) {
        var selection = SELECTIONS.get(random.nextInt(SELECTIONS.size()));
        var rule = new CreationRule(List.of(List.of(provider.key("mine"))), 0, selection, random.nextInt(3) == 0);
        try {
            var file = encryption.encrypt(plain.getBytes(UTF_8), format, rule, new Layout.Lossless());
            return new String(file.bytes(), UTF_8);
        } catch (LockstepException e) {
            return "";
        }
    }

    private OpenedFile open(String encrypted, Format format) {
        return decryption.open(encrypted.getBytes(UTF_8), format, MacCheck.REQUIRED);
    }

    private boolean isHarmless(String changed, OpenedFile original, Format format) {
        try (var again = open(changed, format)) {
            opened++;
            return TreeComparison.sameValues(again.roots(), original.roots());
        } catch (LockstepException e) {
            refusedByStructure += e.problem().what().startsWith("structure mismatch") ? 1 : 0;
            return true;
        }
    }

    /// One change before the metadata, of a kind that leaves much of a file in order.
    private static String changed(String encrypted, Random random) {
        int end = Math.max(encrypted.indexOf("\nsops:"), encrypted.indexOf("\"sops\""));
        var head = end < 0 ? encrypted : encrypted.substring(0, end);
        var tail = encrypted.substring(head.length());
        return switch (random.nextInt(6)) {
            case 0 -> once(head, "\\b[a-z]\\w*(?=\"?:)", "renamed", random) + tail;
            case 1 -> once(head, "(?<=: )\"?[a-z0-9]\\w*", "\"1\"", random) + tail;
            case 2 -> once(head, "(?<=: )(?=\\S)", "!x ", random) + tail;
            case 3 -> once(head, "(?m)^.*\n", "", random) + tail;
            case 4 -> once(head, "(?m)^(.*\n)(.*\n)", "$2$1", random) + tail;
            default -> once(head, "(?m)^ {2}(?= *\\S)", "", random) + tail;
        };
    }

    /// One of the places that match, replaced.
    private static String once(String text, String pattern, String replacement, Random random) {
        var matcher = Pattern.compile(pattern).matcher(text);
        int hits = (int) matcher.results().count();
        if (hits == 0) {
            return text;
        }
        int wanted = random.nextInt(hits);
        var out = new StringBuilder();
        matcher.reset();
        for (int i = 0; matcher.find(); i++) {
            matcher.appendReplacement(out, i == wanted ? replacement : "$0");
        }
        return matcher.appendTail(out).toString();
    }

    /// Printed as sops does, 1.0 becomes 1, and tags and comments of lists are lost.
    private static boolean hasWhatPrintingChanges(Node node) {
        return switch (node) {
            case Mapping(var members, _) ->
                members.stream()
                        .anyMatch(member -> member instanceof Entry entry && hasWhatPrintingChanges(entry.value()));
            case Sequence(var items, _) ->
                items.stream().anyMatch(item -> item instanceof Comment || hasWhatPrintingChanges(item));
            case Scalar scalar ->
                scalar.value().type() == Type.FLOAT || scalar.value().type() == Type.TIME;
            case Comment _ -> false;
            case Alias alias -> hasWhatPrintingChanges(alias.target());
        };
    }
}
