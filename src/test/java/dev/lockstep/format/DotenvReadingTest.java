package dev.lockstep.format;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.lockstep.document.Node.Comment;
import dev.lockstep.document.Node.Entry;
import dev.lockstep.document.Node.Mapping;
import dev.lockstep.document.Node.Scalar;
import dev.lockstep.document.Span;
import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;
import dev.lockstep.secret.Plaintext.Type;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class DotenvReadingTest {
    private final DotenvFormat format = new DotenvFormat();

    private static Stream<Path> files() throws IOException {
        var folder = Path.of(System.getProperty("lockstep.root"), "testdata", "files", "dotenv", "reading");
        try (var entries = Files.list(folder)) {
            return entries.filter(path -> path.toString().endsWith(".env")).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void readsTheTreeThatIsWrittenBesideTheFile(Path file) throws IOException {
        var golden = Path.of(file.toString().replaceAll("env$", "tree"));
        String tree;
        try (var document = format.parse(Files.readAllBytes(file))) {
            tree = YamlTreeText.of(document);
        }
        if ("write".equals(System.getProperty("golden"))) {
            Files.writeString(golden, tree);
        }
        assertThat(tree).isEqualTo(Files.readString(golden));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "K=v|K|v",
                "K=|K|``",
                "=v|``|v",
                "K=a=b|K|a=b",
                " export K = \"v\" # x |` export K `|` \"v\" # x `",
                "K=\\t|K|\\t",
                "K=#|K|#",
                "é=日本|é|日本",
                "sopsx=1|sopsx|1",
                "SOPS_X=1|SOPS_X|1",
            })
    void takesKeyAndValueVerbatim(String line, String key, String value) {
        var root = read(line + "\n");
        var entry = (Entry) root.members().getFirst();
        assertThat(root.members()).hasSize(1);
        assertThat(entry.key()).isEqualTo(key);
        assertThat(text(entry)).isEqualTo(value);
        assertThat(((Scalar) entry.value()).value().type()).isEqualTo(Type.STRING);
    }

    @Test
    void readsBackslashAndNAsALineFeedWhateverStandsBefore() {
        assertThat(text((Entry) read("K=a\\nb\\\\nc\\n").members().getFirst())).isEqualTo("a\nb\\\nc\n");
        assertThat(text((Entry) read("K=\\").members().getFirst())).isEqualTo("\\");
    }

    @Test
    void keepsTheCarriageReturnOfALineInItsValue() {
        var root = read("# c\r\nK=v\r\n");
        assertThat(((Comment) root.members().getFirst()).text().lent()).isEqualTo(" c\r".getBytes(UTF_8));
        assertThat(text((Entry) root.members().get(1))).isEqualTo("v\r");
    }

    @Test
    void takesBytesThatAreNotUtf8InValuesAndComments() {
        var root =
                format.parse("#\u00ff\nK=\u00fe\n".getBytes(ISO_8859_1)).roots().getFirst();
        assertThat(((Comment) root.members().getFirst()).text().lent()).containsExactly(0xff);
        assertThat(((Scalar) ((Entry) root.members().get(1)).value()).value().lent())
                .containsExactly(0xfe);
    }

    @Test
    void keepsADoubledKeyTwice() {
        assertThat(read("A=1\nA=2\n").members())
                .extracting(member -> ((Entry) member).key())
                .containsExactly("A", "A");
    }

    @Test
    void knowsWhereKeysAndValuesStandInBytes() {
        var source = "\n#é\nKé=vé\nL=w";
        var root = read(source);
        assertThat(slice(source, ((Comment) root.members().get(0)).span())).isEqualTo("#é");
        var entry = (Entry) root.members().get(1);
        assertThat(slice(source, entry.keySpan())).isEqualTo("Ké");
        assertThat(slice(source, entry.value().span())).isEqualTo("vé");
        assertThat(slice(source, ((Entry) root.members().get(2)).value().span()))
                .isEqualTo("w");
        assertThat(slice(source, root.span())).isEqualTo(source);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "A=1\\nsecret\\n | invalid dotenv input line: it has no = | :2",
                "A=1\\n\\n   \\n | invalid dotenv input line: it has no = | :3",
                "A=1\\r\\n\\r\\nB=2\\r\\n | invalid dotenv input line: nothing but a carriage return | :2",
                "`  # secret` | invalid dotenv input line: it has no = | :1",
                "sops=secret\\nsops_mac=x\\n | a variable named sops stands beside the metadata | :1",
            })
    void refusesWithTheLineAndWithoutTheText(String text, String what, String where) {
        var problem = refused(text.replace("\\n", "\n").replace("\\r", "\r").getBytes(UTF_8))
                .problem();
        assertThat(problem.kind()).isEqualTo(Kind.INPUT_MALFORMED);
        assertThat(problem.what()).isEqualTo(what);
        assertThat(problem.where()).isEqualTo(where);
        assertThat(problem.line() + problem.next()).doesNotContain("secret");
    }

    @Test
    void refusesAKeyThatIsNotUtf8() {
        var problem = refused("A=1\nB\u00ff=1\n".getBytes(ISO_8859_1)).problem();
        assertThat(problem.kind()).isEqualTo(Kind.INPUT_MALFORMED);
        assertThat(problem.line()).isEqualTo(":2: a key is not valid UTF-8");
    }

    @Test
    void gathersTheMetadataWhereverItsLinesStand() {
        var root = read("A=1\nsops_mac=m\nB=2\nsops_age__list_0__map_enc=x\\ny\nsops_version=3\n");
        assertThat(root.members()).extracting(member -> ((Entry) member).key()).containsExactly("A", "sops", "B");
        var block = (Mapping) ((Entry) root.members().get(1)).value();
        assertThat(block.members())
                .extracting(member -> ((Entry) member).key())
                .containsExactly("mac", "age", "version");
    }

    @Test
    void isLinearInTheNumberOfLines() {
        var lines = "A=1\n\n#c\n".repeat(400_000);
        long start = System.nanoTime();
        assertThat(read(lines).members()).hasSize(800_000);
        assertThat(System.nanoTime() - start).as("nanoseconds").isLessThan(20_000_000_000L);
    }

    private Mapping read(String text) {
        return format.parse(text.getBytes(UTF_8)).roots().getFirst();
    }

    private LockstepException refused(byte[] source) {
        return catchThrowableOfType(LockstepException.class, () -> format.parse(source));
    }

    private static String text(Entry entry) {
        return new String(((Scalar) entry.value()).value().lent(), UTF_8);
    }

    private static String slice(String source, Span span) {
        return new String(source.getBytes(UTF_8), span.start(), span.length(), UTF_8);
    }
}
