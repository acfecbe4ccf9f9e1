package dev.lockstep.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.lockstep.document.Document;
import dev.lockstep.document.Node;
import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

/// What grows beyond measure is refused soon and with one line; what is only large is read in linear time.
class YamlLimitsTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    private static void read(String yaml) {
        parsed(yaml).close();
    }

    private static Document parsed(String yaml) {
        return YamlReader.read(yaml.getBytes(StandardCharsets.UTF_8));
    }

    /// The value of an entry of the first document.
    private static Node entry(Document document, int index) {
        return ((Node.Entry) document.roots().getFirst().members().get(index)).value();
    }

    private static void refuses(String name, String yaml) {
        Assertions.assertTimeoutPreemptively(
                SOON,
                () -> assertThatExceptionOfType(LockstepException.class)
                        .as(name)
                        .isThrownBy(() -> read(yaml))
                        .matches(e -> e.problem().kind() == Kind.INPUT_MALFORMED)
                        .matches(e -> e.problem().where().startsWith(":")));
    }

    @Test
    void refusesTwentyThousandLevels() {
        var indented = new StringBuilder();
        for (int i = 0; i < 20_000 && indented.length() < 20_000_000; i++) {
            indented.repeat(' ', i).append("a:\n");
        }
        Map.of(
                        "flow lists", "a: " + "[".repeat(20_000) + "]".repeat(20_000) + " # c\n",
                        "flow lists without end", "a: " + "[".repeat(20_000),
                        "flow maps", "a: " + "{a: ".repeat(20_000) + "}".repeat(20_000),
                        "block lists", "a:\n" + "- ".repeat(20_000) + "x\n",
                        "block maps", indented.toString())
                .forEach(YamlLimitsTest::refuses);
    }

    @Test
    void readsNineHundredLevels() {
        try (var document = parsed("a: " + "[".repeat(900) + "]".repeat(900) + " # c\n")) {
            int levels = 0;
            var node = entry(document, 0);
            while (node instanceof Node.Sequence(var items, _)) {
                levels++;
                // The comment stands in one of the lists.
                node = items.stream()
                        .filter(item -> item instanceof Node.Sequence)
                        .findFirst()
                        .orElse(null);
            }
            assertThat(levels).isEqualTo(900);
        }
    }

    @Test
    void countsLevelsThroughAliases() {
        var yaml = new StringBuilder("a0: &a0 []\n");
        for (int i = 1; i < 4; i++) {
            yaml.append("a%d: &a%d %s*a%d%s\n".formatted(i, i, "[".repeat(400), i - 1, "]".repeat(400)));
        }
        refuses("levels through aliases", yaml.toString());
    }

    @Test
    void refusesAliasesThatMultiplyInAnyDocument() {
        var yaml = new StringBuilder("first: 1\n---\na0: &a0 [x,x,x,x,x,x,x,x,x]\n");
        for (int i = 1; i < 30; i++) {
            yaml.append("a%d: &a%d [%s*a%d]\n".formatted(i, i, ("*a" + (i - 1) + ",").repeat(8), i - 1));
        }
        refuses("alias bomb", yaml.toString());
    }

    @Test
    void readsManyAliasesOfSmallValues() {
        var yaml = new StringBuilder("a: &a x\nl:\n");
        for (int i = 0; i < 50_000; i++) {
            yaml.append("- *a\n");
        }
        try (var document = parsed(yaml.toString())) {
            var value = entry(document, 0).resolved();
            assertThat(((Node.Sequence) entry(document, 1)).items())
                    .hasSize(50_000)
                    .allMatch(item -> item instanceof Node.Alias && item.resolved() == value);
        }
    }

    @Test
    void refusesAliasesOfLongValuesKeysAndComments() {
        var aliases = "b: [" + "*a, ".repeat(200) + "]\n";
        var word = "x".repeat(100_000);
        Map.of(
                        "a value", "a: &a " + word + "\n" + aliases,
                        "a key", "a: &a {? " + word + " : 1}\n" + aliases,
                        "a comment", "a: &a\n  k: 1\n  # " + word + "\n" + aliases,
                        "an alias of aliases", "v: &v " + word + "\na: &a [*v, *v]\n" + aliases,
                        "a later document", "a: &a " + word + "\n---\n" + aliases)
                .forEach(YamlLimitsTest::refuses);
        read("a: &a " + word + "\nb: [" + "*a, ".repeat(100) + "]\n");
    }

    @Test
    void staysLinearWhereOthersAreNot() {
        var keys = new StringBuilder();
        var comments = new StringBuilder();
        for (int i = 0; i < 100_000; i++) {
            keys.append("key")
                    .append(i)
                    .append(": ENC[AES256_GCM,data:")
                    .repeat('x', 110)
                    .append(",type:str]\n");
            comments.append("# above é\nk").append(i).append(": 1 # behind\n");
        }
        Map.of(
                        "keys", keys.toString(),
                        "comments", comments.toString(),
                        "comments in a flow list", "a: [" + "1, # c\n  ".repeat(100_000) + "]\n",
                        "blank lines before a comment", "a: 1\n" + " \n".repeat(500_000) + "# c\nb: 2\n",
                        "documents", "---\n# c\n".repeat(50_000),
                        "one long line", "a: [" + "1,".repeat(200_000) + "] # c\n",
                        "one long comment", "a: 1 #" + "#".repeat(5_000_000) + "\n")
                .forEach((name, yaml) -> Assertions.assertTimeoutPreemptively(SOON, () -> {
                    long start = System.nanoTime();
                    read(yaml);
                    System.out.printf(
                            "YAML reading, %s: %.1f MB in %d ms%n",
                            name, yaml.length() / 1e6, (System.nanoTime() - start) / 1_000_000);
                }));
    }

    @Test
    void findsADuplicateAmongManyKeys() {
        var keys = new StringBuilder();
        for (int i = 0; i < 100_000; i++) {
            keys.append('k').append(i).append(": 1\n");
        }
        refuses("duplicate", keys.append("k77: 2\n").toString());
    }

    @Test
    void wipesTheSourceOnClose() {
        byte[] source = "a: secret\n".getBytes(StandardCharsets.UTF_8);
        YamlReader.read(source).close();
        assertThat(source).containsOnly(0);
    }
}
