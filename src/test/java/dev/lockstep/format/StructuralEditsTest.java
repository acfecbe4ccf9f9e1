package dev.lockstep.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.document.Document;
import dev.lockstep.document.TreeComparison;
import dev.lockstep.problem.LockstepException;
import dev.lockstep.testkit.DocumentGenerator;
import dev.lockstep.testkit.RandomEdit;
import java.util.ArrayList;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Random changes of the tree of generated files: the new file has the wanted values, and one place in it differs.
class StructuralEditsTest {
    private static final int EDITS = Integer.getInteger("lockstep.edits", 4_000);

    @ParameterizedTest
    @ValueSource(strings = {"yaml", "json"})
    void changeOnePlaceAndHaveTheWantedValues(String name) {
        long first = Long.getLong("lockstep.seed", 90_000);
        var format = Formats.named(name);
        var failures = new ArrayList<String>();
        int edits = 0;
        for (long seed = first; seed < first + EDITS; seed++) {
            var generator = new DocumentGenerator(seed);
            var text = name.equals("json") ? generator.json() : generator.yaml();
            try (var document = parsed(format, text)) {
                if (document == null) {
                    continue;
                }
                edits++;
                var problem = problem(format, text, document, new Random(seed));
                if (!problem.isEmpty()) {
                    failures.add("seed " + seed + ": " + problem);
                }
            }
        }
        System.out.println(
                edits + " changes of " + name + " files from seed " + first + ", " + failures.size() + " failed");
        assertThat(failures).isEmpty();
    }

    private static Document parsed(Format format, String text) {
        try {
            return format.parse(text.getBytes(UTF_8));
        } catch (LockstepException e) {
            return null; // what the generator makes now and then, such as integers beyond 64 bits
        }
    }

    private static String problem(Format format, String text, Document document, Random random) {
        var change = RandomEdit.of(document.roots(), random, format.name().equals("yaml"));
        byte[] edited;
        try {
            edited = format.edit(document, change.after());
        } catch (RuntimeException e) {
            return change.what() + ": " + e + "\n" + text;
        }
        var result = new String(edited, UTF_8);
        try (var read = format.parse(edited)) {
            if (!TreeComparison.sameValues(read.roots(), change.after())) {
                return change.what() + ": other values\n" + text + "\n=>\n" + result;
            }
        }
        int kept = common(text, result);
        // A block at an end without a line break gets another sign in its header.
        if (change.adds() && kept < text.length() && !text.contains("*") && text.endsWith("\n")) {
            return change.what() + ": " + (text.length() - kept) + " old bytes gone\n" + text + "\n=>\n" + result;
        }
        return "";
    }

    /// How many bytes of the old text stand before and behind what differs.
    private static int common(String old, String now) {
        int most = Math.min(old.length(), now.length());
        int start = 0;
        while (start < most && old.charAt(start) == now.charAt(start)) {
            start++;
        }
        int end = 0;
        while (end < most - start && old.charAt(old.length() - 1 - end) == now.charAt(now.length() - 1 - end)) {
            end++;
        }
        return start + end;
    }
}
