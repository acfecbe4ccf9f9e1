package dev.lockstep.format;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.lockstep.document.Node.Entry;
import dev.lockstep.document.Node.Scalar;
import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonReadingTest {
    private final JsonFormat format = new JsonFormat();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "0 | INTEGER | 0",
                "-0 | INTEGER | 0",
                "9007199254740993 | INTEGER | 9007199254740993",
                "9223372036854775807 | INTEGER | 9223372036854775807",
                "-9223372036854775808 | INTEGER | -9223372036854775808",
                "9223372036854775808 | FLOAT | 9223372036854776000",
                "-9223372036854775809 | FLOAT | -9223372036854776000",
                "1.0 | FLOAT | 1",
                "-0.0 | FLOAT | -0",
                "1e5 | FLOAT | 100000",
                "1E-7 | FLOAT | 0.0000001",
                "1e-400 | FLOAT | 0",
                "true | BOOLEAN | True",
                "false | BOOLEAN | False",
                "null | NULL | ``",
                "\"a\" | STRING | a",
                "\"\\u00e9\\/\\ud83d\\ude00\" | STRING | é/😀",
            })
    void givesEachValueTheTypeThatSopsGivesIt(String json, String type, String bytes) {
        var value = valueOf("{ \"k\" : " + json + " }");
        assertThat(value.value().type()).hasToString(type);
        assertThat(new String(value.value().lent(), UTF_8)).isEqualTo(bytes);
    }

    @Test
    void knowsWhereKeysAndValuesStandInBytes() {
        var source = "{\"é\": [1.5, \"x\\\"y\"]}";
        var root = format.parse(source.getBytes(UTF_8)).roots().getFirst();
        var entry = (Entry) root.members().getFirst();
        assertThat(slice(source, entry.keySpan())).isEqualTo("\"é\"");
        assertThat(slice(source, entry.value().span())).isEqualTo("[1.5, \"x\\\"y\"]");
        var items = ((dev.lockstep.document.Node.Sequence) entry.value()).items();
        assertThat(slice(source, items.get(0).span())).isEqualTo("1.5");
        assertThat(slice(source, items.get(1).span())).isEqualTo("\"x\\\"y\"");
        assertThat(slice(source, root.span())).isEqualTo(source);
    }

    @Test
    void keepsADoubledKeyTwice() {
        var root = format.parse("{\"a\":1,\"a\":2}".getBytes(UTF_8)).roots().getFirst();
        assertThat(root.members()).extracting(member -> ((Entry) member).key()).containsExactly("a", "a");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`` | the file is empty; a JSON file holds one object | :1:1",
                "[1] | only files with a top-level object are supported | :1:1",
                "\"s\" | only files with a top-level object are supported | :1:1",
                "{} {\"secret\":1} | data after the top-level object | :1:4",
                "{}x | data after the top-level value | :1:3",
                "{\"secret\": // c | a comment, which JSON does not have | :1:12",
                "{\"secret\":NaN} | a value that is neither text in double quotes, a number, true, false nor null | :1:11",
                "{\"secret\":01} | a number in a form that JSON does not have | :1:11",
                "{\"secret\" | the object that begins here does not end | :1:1",
                "{\"secret\":[1,2,],} | a comma before the closing bracket | :1:15",
                "{\"secret\":1,} | a comma before the closing bracket | :1:12",
                "{\"secret\":1 \"b\":2} | a comma is missing before this value | :1:13",
                "{\"secret\" 1} | a colon is missing behind a name | :1:11",
                "{secret:1} | a name without double quotes | :1:2",
                "{'secret':1} | a name in single quotes | :1:2",
                "{\"secret\":'x'} | text in single quotes | :1:11",
                "{\"secret\":[1} | a closing brace where a bracket is due | :1:13",
                "{\"secret\":\"x} | a string does not end | :1:11",
                "{\"secret\":\"\\x\"} | a string holds an escape that JSON does not have | :1:12",
                "secret: 1 | not JSON | :1:1",
                "{\"secret\":1e400} | a number is too large for 64 bits | :1:11",
                "{\"secret\":\"\\ud800\"} | a string holds half of a surrogate pair | :1:12",
                "{\"secret\":\"\\udc00\\ud800\"} | a string holds half of a surrogate pair | :1:12",
                "{\"\\ud800\":1} | not valid JSON | :1:1",
            })
    void refusesWhatSopsRefusesOrWouldLoseAndSaysOnlyWhere(String json, String what, String where) {
        var problem = refused(json.getBytes(UTF_8)).problem();
        assertThat(problem.kind()).isEqualTo(Kind.INPUT_MALFORMED);
        assertThat(problem.what()).isEqualTo(what);
        assertThat(problem.where()).isEqualTo(where);
        assertThat(problem.line() + problem.next()).doesNotContain("secret");
    }

    @Test
    void namesTheLineOfTheFault() {
        assertThat(refused("{\n\"a\": 1,\n\"b\" 2}".getBytes(UTF_8)).problem().where())
                .isEqualTo(":3:5");
        assertThat(refused("{\n\n\"a\": 1e999}".getBytes(UTF_8)).problem().where())
                .isEqualTo(":3:6");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"a\":\"\u00ff\"}", "{\"a\":\"\u00c0\u00af\"}", "{\"a\":\"\u00ed\u00a0\u0080\"}"})
    void refusesBytesThatAreNotUtf8(String latin1) {
        assertThat(refused(latin1.getBytes(ISO_8859_1)).problem().what()).isEqualTo("not valid UTF-8");
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE"})
    void refusesOtherEncodings(String charset) throws Exception {
        assertThat(refused("{\"a\":1}".getBytes(charset)).problem().kind()).isEqualTo(Kind.INPUT_MALFORMED);
    }

    @Test
    void refusesAByteOrderMark() {
        assertThat(refused("\ufeff{}".getBytes(UTF_8)).problem().what()).isEqualTo("starts with a byte order mark");
    }

    @Test
    void refusesAHundredThousandBracketsWithoutExhaustingTheStack() {
        var deep = ("{\"a\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}").getBytes(UTF_8);
        assertThat(refused(deep).problem().what()).isEqualTo("nested deeper than 1000 levels");
        var allowed = ("{\"a\":" + "[".repeat(999) + "]".repeat(999) + "}").getBytes(UTF_8);
        assertThat(format.emit(format.parse(allowed).roots(), 0)).isNotEmpty();
    }

    private LockstepException refused(byte[] source) {
        return catchThrowableOfType(LockstepException.class, () -> format.parse(source));
    }

    private Scalar valueOf(String json) {
        var root = format.parse(json.getBytes(UTF_8)).roots().getFirst();
        return (Scalar) ((Entry) root.members().getFirst()).value();
    }

    private static String slice(String source, dev.lockstep.document.Span span) {
        return new String(source.getBytes(UTF_8), span.start(), span.length(), UTF_8);
    }
}
