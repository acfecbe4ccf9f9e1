package dev.lockstep.format;

import static dev.lockstep.format.FakeSeal.comment;
import static dev.lockstep.format.FakeSeal.entry;
import static dev.lockstep.format.FakeSeal.list;
import static dev.lockstep.format.FakeSeal.map;
import static dev.lockstep.format.FakeSeal.scalar;
import static dev.lockstep.format.FakeSeal.text;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.lockstep.document.Node;
import dev.lockstep.document.Node.Scalar;
import dev.lockstep.document.Span;
import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;
import dev.lockstep.secret.Plaintext;
import dev.lockstep.secret.Plaintext.Type;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonEmissionTest {
    private final JsonFormat format = new JsonFormat();

    @Test
    void printsWithTabsAndWithoutCommentsByDefault() {
        var root = map(
                comment(" gone", false),
                entry("a", list(text("x"), comment("gone", false), map(entry("n", scalar(Type.INTEGER, "7"))))),
                entry("e", map()),
                entry("f", list(comment("gone", true))));
        assertThat(emitted(root, format.defaultIndent())).isEqualTo("""
                {
                	"a": [
                		"x",
                		{
                			"n": 7
                		}
                	],
                	"e": {},
                	"f": []
                }
                """);
    }

    @Test
    void takesTheIndentOfSops() {
        var root = map(entry("a", list(text("x"))));
        assertThat(emitted(root, 2)).isEqualTo("{\n  \"a\": [\n    \"x\"\n  ]\n}\n");
        assertThat(emitted(root, 0)).isEqualTo("{\n\"a\": [\n\"x\"\n]\n}\n");
        var refusal = catchThrowableOfType(LockstepException.class, () -> emitted(root, -2));
        assertThat(refusal.problem().kind()).isEqualTo(Kind.CONFIG_INVALID);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "STRING | `<a href=\"x\">&\\` | `\"\\u003ca href=\\\"x\\\"\\u003e\\u0026\\\\\"`",
                "STRING | `\u2028\u2029\u202a` | `\"\\u2028\\u2029\u202a\"`",
                "STRING | `\b\f\n\r\t\u0001\u001f\u007f` | `\"\\b\\f\\n\\r\\t\\u0001\\u001f\u007f\"`",
                "STRING | `é😀/` | `\"é😀/\"`",
                "FLOAT | 0.000001 | 0.000001",
                "FLOAT | 0.0000001 | 1e-7",
                "FLOAT | 100000000000000000000 | 100000000000000000000",
                "FLOAT | 1000000000000000000000 | 1e+21",
                "FLOAT | -0 | -0",
                "FLOAT | 1 | 1",
                "BOOLEAN | True | true",
                "BOOLEAN | False | false",
                "NULL | `` | null",
                "TIME | 2001-12-14T21:59:43.1-05:00 | `\"2001-12-14T21:59:43.1-05:00\"`",
            })
    void printsValuesAsGoDoes(Type type, String value, String json) {
        assertThat(emitted(map(entry("k", scalar(type, value))), 0)).isEqualTo("{\n\"k\": " + json + "\n}\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"NaN", "+Inf", "-Inf"})
    void refusesNumbersThatJsonDoesNotHave(String number) {
        assertNotEmittable(scalar(Type.FLOAT, number));
    }

    @Test
    void refusesBytesThatAreNotTextInsteadOfReplacingThem() {
        assertNotEmittable(new Scalar(Plaintext.owning(Type.STRING, new byte[] {'a', (byte) 0xff}), Span.NONE));
    }

    @Test
    void refusesSeveralDocumentsInsteadOfDroppingAllButTheFirst() {
        var refusal = catchThrowableOfType(LockstepException.class, () -> format.emit(List.of(map(), map()), 0));
        assertThat(refusal.problem().kind()).isEqualTo(Kind.NOT_EMITTABLE);
    }

    @Test
    void extractsTextRawAndOtherValuesAsJson() {
        assertThat(extracted(text("a\"b"))).isEqualTo("a\"b");
        assertThat(extracted(scalar(Type.FLOAT, "1000000"))).isEqualTo("1000000");
        assertThat(extracted(list(text("a")))).isEqualTo("[\n\t\"a\"\n]");
        assertThat(extracted(map(entry("a", text("b"))))).isEqualTo("{\n\t\"a\": \"b\"\n}\n");
    }

    private void assertNotEmittable(Node value) {
        var refusal = catchThrowableOfType(LockstepException.class, () -> emitted(map(entry("k", value)), 0));
        assertThat(refusal.problem().kind()).isEqualTo(Kind.NOT_EMITTABLE);
    }

    private String emitted(Node.Mapping root, int indent) {
        return new String(format.emit(List.of(root), indent), UTF_8);
    }

    private String extracted(Node value) {
        return new String(format.emitValue(value, format.defaultIndent()), UTF_8);
    }
}
