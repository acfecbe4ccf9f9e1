package dev.lockstep.sync.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.sync.engine.PropertyPath.Read;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Paths through JSON, compared with what gjson finds.
class PropertyTest {
    private static final Path TABLE = Path.of("../testdata/sync/properties.tsv");

    private static final String SIGNS = "{}[]()\",:.#|@*?\\=<>%!0a~ ";

    @ParameterizedTest(name = "{1}")
    @MethodSource("table")
    void findsWhatGjsonFinds(String document, String path, String expected) {
        assertThat(found(document, path)).isEqualTo(expected);
    }

    static Stream<Arguments> table() throws IOException {
        Map<String, String> documents = new HashMap<>();
        Stream.Builder<Arguments> rows = Stream.builder();
        for (var line : Files.readAllLines(TABLE)) {
            var cells = line.split("\t");
            if (line.startsWith("=")) {
                documents.put(cells[0].substring(1), cells[1]);
            } else if (!line.startsWith("#")) {
                rows.add(Arguments.of(documents.get(cells[0]), cells[1], cells[2]));
            }
        }
        return rows.build();
    }

    private static String found(String document, String path) {
        return switch (PropertyPath.read(path)) {
            case Read.Refused(var cause, _) -> "refused " + cause;
            case Read.Good(var good) -> {
                try (var scratch = new Scratch(new Steps())) {
                    var value = Property.find(Json.of(document.getBytes(UTF_8), new Steps()), good, scratch);
                    yield value == null ? "missing" : quoted(value);
                }
            }
        };
    }

    private static String quoted(Json value) {
        byte[] text = written(value::writePlain);
        return new String(written(out -> JsonText.quote(text, false, out)), UTF_8);
    }

    private static byte[] written(Consumer<SecretBuffer> write) {
        try (var buffer = new SecretBuffer()) {
            write.accept(buffer);
            return buffer.bytes();
        }
    }

    /// Documents and paths of the table with bytes changed: whatever comes of them, it is an answer.
    @Test
    void answersWhateverTheDocumentAndThePathAre() throws IOException {
        long seed = Long.getLong("seed", System.nanoTime());
        var random = new Random(seed);
        var rows = table().toList();
        for (int i = 0; i < 20_000; i++) {
            var row = rows.get(random.nextInt(rows.size())).get();
            byte[] document = changed(((String) row[0]).getBytes(UTF_8), random);
            var path = new String(changed(((String) row[1]).getBytes(UTF_8), random), UTF_8);
            try (var scratch = new Scratch(new Steps())) {
                if (Json.of(document, new Steps()) instanceof Json json
                        && PropertyPath.read(path) instanceof Read.Good(var good)) {
                    var value = Property.find(json, good, scratch);
                    assertThat(value == null ? "missing" : quoted(value)).isNotEmpty();
                }
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed + ", path " + path, e);
            }
        }
    }

    private static byte[] changed(byte[] bytes, Random random) {
        for (int changes = random.nextInt(3); changes > 0; changes--) {
            bytes[random.nextInt(bytes.length)] = (byte) SIGNS.charAt(random.nextInt(SIGNS.length()));
        }
        return bytes;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "}",
                "{\"a\"}",
                "{\"a\":}",
                "{\"a\":1,}",
                "{a:1}",
                "[1,]",
                "[1 2]",
                "01",
                "-",
                "1.",
                ".5",
                "1e",
                "+1",
                "NaN",
                "tru",
                "nullx",
                "\"a",
                "\"\\x\"",
                "\"\\u12g4\"",
                "\"line\nbreak\"",
                "{} {}",
                "<html>",
            })
    void takesNothingForJsonThatIsNone(String text) {
        assertThat(Json.of(text.getBytes(UTF_8), new Steps())).isNull();
    }

    @Test
    void refusesWhatIsNestedTooDeeplyInsteadOfRunningOutOfStack() {
        assertThat(Json.of("[".repeat(100_000).getBytes(UTF_8), new Steps())).isNull();
        assertThat(Json.of(("[".repeat(400) + "]".repeat(400)).getBytes(UTF_8), new Steps()))
                .isNotNull();
    }

    @Test
    void wipesWhatCameIntoBeingOnTheWay() {
        byte[] text;
        try (var scratch = new Scratch(new Steps())) {
            text = scratch.text(Json.of("\"canary\"".getBytes(UTF_8), new Steps()));
            assertThat(text).asString(UTF_8).isEqualTo("canary");
        }
        assertThat(text).containsOnly(0);
    }

    /// A document of which every part is large: members, elements, a text, a number, layers.
    private static String large() {
        return "{" + members(5_000) + ",\"list\":[" + "{\"n\":\"v\",\"i\":1},".repeat(5_000) + "7],\"text\":\""
                + "é\\n".repeat(10_000) + "\",\"number\":1." + "1".repeat(20_000) + ",\"deep\":"
                + "{\"d\":[".repeat(100) + "1" + "]}".repeat(100) + "}";
    }

    private static String members(int count) {
        return IntStream.range(0, count).mapToObj("\"k%05d\":1"::formatted).collect(Collectors.joining(","));
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "@this",
                "@valid",
                "@ugly",
                "@reverse",
                "@flatten",
                "@join",
                "@keys",
                "@values",
                "@tostr",
                "@tostr|@fromstr",
                "k04999",
                "k*9",
                "*",
                "*.n",
                "list.#",
                "list.#.n",
                "list.4999.n",
                "list.@reverse",
                "list.@keys",
                "list.@values",
                "list.@join",
                "list.@flatten",
                "list.#(i=1)#.n",
                "list.#(i>1)",
                "list.#(n%\"v*\")#.i",
                "list.#.@keys",
                "text.@tostr",
                "number",
                "deep.d.0.d.0.d.0.d",
            })
    void looksAtEachByteAFewTimesOnly(String path) {
        byte[] document = large().getBytes(UTF_8);
        var steps = new Steps(12L * document.length);
        try (var scratch = new Scratch(steps);
                var out = new SecretBuffer()) {
            var good = (Read.Good) PropertyPath.read(path);
            var value = Property.find(Json.of(document, steps), good.path(), scratch);
            if (value != null) {
                value.writePlain(out);
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"PATTERN", "list.#(%PATTERN)#", "list.#(!%PATTERN)#"})
    void stopsAPatternThatTakesTooManySteps(String path) {
        var pattern = "*a".repeat(450);
        var text = "a".repeat(2 << 20) + "b";
        var document = "{\"" + text + "\":1,\"list\":[\"" + text + "\"]}";
        assertThatThrownBy(() -> found(document, path.replace("PATTERN", pattern)))
                .isInstanceOf(Steps.Exhausted.class);
    }

    @Test
    void stopsWhenTheThreadIsInterrupted() {
        Thread.currentThread().interrupt();
        try {
            assertThatThrownBy(() -> found(large(), "@keys")).isInstanceOf(Steps.Interrupted.class);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }
}
