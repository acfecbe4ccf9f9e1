package dev.lockstep.format;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.problem.LockstepException;
import dev.lockstep.testkit.Vectors;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.TreeMap;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

/// The cases of the YAML test suite, as they are and under a key: invalid ones must be refused, valid ones read, except
/// for those that `testdata/files/yaml/test-suite-deviations.txt` names with a reason.
class YamlTestSuiteTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    @Test
    void readsValidCasesAndRefusesInvalidOnes() throws IOException {
        var expected = new TreeMap<String, String>();
        var file =
                Path.of(System.getProperty("lockstep.root"), "testdata", "files", "yaml", "test-suite-deviations.txt");
        for (var line : Files.readAllLines(file)) {
            if (!line.isBlank() && !line.startsWith("#")) {
                var words = line.split(" +", 3);
                // The published suite has more cases than a sample of it.
                if (Files.exists(Vectors.path("yaml-test-suite/data").resolve(words[0].replace("+", "")))) {
                    expected.put(words[0], words[1]);
                }
            }
        }
        var deviations = new TreeMap<String, String>();
        int count = 0;
        for (var input : inputs()) {
            var folder = input.getParent();
            var name = Vectors.path("yaml-test-suite/data").relativize(folder).toString();
            boolean valid = !Files.exists(folder.resolve("error"));
            boolean readable = valid && isMaps(Files.readString(folder.resolve("test.event")));
            String yaml = Files.readString(input);
            count += verdict(yaml, readable, name, deviations);
            if (yaml.lines()
                    .noneMatch(line -> line.startsWith("---") || line.startsWith("...") || line.startsWith("%"))) {
                var wrapped = new StringBuilder("top:\n");
                yaml.lines()
                        .forEach(line -> wrapped.append(line.isEmpty() ? "" : "  ")
                                .append(line)
                                .append('\n'));
                count += verdict(wrapped.toString(), valid && !hasOddKeys(folder), name + "+", deviations);
            }
        }
        System.out.println("YAML test suite: " + count + " texts, " + deviations.size() + " deviations");
        assertThat(deviations).isEqualTo(expected);
        assertThat(count).isGreaterThan(450);
    }

    private static int verdict(String yaml, boolean readable, String name, TreeMap<String, String> deviations) {
        String verdict = Assertions.assertTimeoutPreemptively(SOON, () -> {
            try (var document = YamlReader.read(yaml.getBytes(StandardCharsets.UTF_8))) {
                return document.roots().isEmpty() ? "crashed" : "read";
            } catch (LockstepException e) {
                return "refused";
            }
        });
        if (!verdict.equals(readable ? "read" : "refused")) {
            deviations.put(name, verdict);
        }
        return 1;
    }

    private static ArrayList<Path> inputs() throws IOException {
        var inputs = new ArrayList<Path>();
        try (var files = Files.walk(Vectors.path("yaml-test-suite/data"))) {
            files.filter(path -> path.endsWith("in.yaml")).sorted().forEach(inputs::add);
        }
        assertThat(inputs).hasSizeGreaterThan(300);
        return inputs;
    }

    /// Whether the roots of all documents are maps or nothing, and all keys text: only those can be encrypted.
    private static boolean isMaps(String events) {
        var lines = events.lines().toList();
        for (int i = 0; i + 1 < lines.size(); i++) {
            boolean root = lines.get(i).startsWith("+DOC");
            if (root
                    && !lines.get(i + 1).startsWith("+MAP")
                    && !lines.get(i + 1).equals("=VAL :")) {
                return false;
            }
        }
        return lines.stream().anyMatch(line -> line.startsWith("+DOC")) && !hasOddKeys(events);
    }

    private static boolean hasOddKeys(Path folder) throws IOException {
        return hasOddKeys(Files.readString(folder.resolve("test.event")));
    }

    /// Whether a key is no text: a collection, nothing, or a number; or whether a text is not what its tag says.
    private static boolean hasOddKeys(String events) {
        var stack = new ArrayList<Integer>(); // children seen of each open map; -1 for a list
        for (var line : events.lines().toList()) {
            if (line.startsWith("-MAP") || line.startsWith("-SEQ")) {
                stack.removeLast();
                continue;
            }
            boolean child = line.startsWith("=") || line.startsWith("+MAP") || line.startsWith("+SEQ");
            if (child && !stack.isEmpty() && stack.getLast() >= 0) {
                boolean key = stack.getLast() % 2 == 0;
                if (key && (line.startsWith("+") || line.matches("=VAL (.* )?:(-?[0-9.]*)?"))) {
                    return true;
                }
                stack.set(stack.size() - 1, stack.getLast() + 1);
            }
            if (line.startsWith("+MAP") || line.startsWith("+SEQ")) {
                stack.add(line.startsWith("+MAP") ? 0 : -1);
            }
        }
        return false;
    }
}
