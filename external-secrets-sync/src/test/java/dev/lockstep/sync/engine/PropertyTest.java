package dev.lockstep.sync.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.sync.engine.PropertyPath.Read;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
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
                try (var scratch = new Scratch()) {
                    var value = Property.find(Json.of(document.getBytes(UTF_8)), good, scratch);
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
            try (var scratch = new Scratch()) {
                if (Json.of(document) instanceof Json json && PropertyPath.read(path) instanceof Read.Good(var good)) {
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
        assertThat(Json.of(text.getBytes(UTF_8))).isNull();
    }

    @Test
    void refusesWhatIsNestedTooDeeplyInsteadOfRunningOutOfStack() {
        assertThat(Json.of("[".repeat(100_000).getBytes(UTF_8))).isNull();
        assertThat(Json.of(("[".repeat(400) + "]".repeat(400)).getBytes(UTF_8))).isNotNull();
    }

    @Test
    void wipesWhatCameIntoBeingOnTheWay() {
        byte[] text;
        try (var scratch = new Scratch()) {
            text = scratch.text(Json.of("\"canary\"".getBytes(UTF_8)));
            assertThat(text).asString(UTF_8).isEqualTo("canary");
        }
        assertThat(text).containsOnly(0);
    }
}
