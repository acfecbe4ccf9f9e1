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
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.lockstep.document.Node;
import dev.lockstep.document.Node.Mapping;
import dev.lockstep.document.Node.Scalar;
import dev.lockstep.document.Span;
import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;
import dev.lockstep.secret.Plaintext;
import dev.lockstep.secret.Plaintext.Type;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What sops 3.13.3 prints for the same trees.
class YamlEmissionTest {
    private final YamlFormat format = new YamlFormat();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-x",
                ":x",
                "a,b",
                "=",
                "x'y\"z",
                "\\",
                "a\\nb",
                "1e",
                "1,000",
                "é",
                "http://a:1/b?c#d",
                "a]b",
                "a b  c",
                "_1",
                "0x",
                "2001-12-14 21:59:43.10 -5",
                "1e400",
                "++",
                "nope"
            })
    void leavesPlainWhatIsReadAsThatString(String value) {
        assertThat(valueOf(value)).isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                " lead", "trail ", " ", "a: b", "x:", "a #b", "#x", "- x", "-", "?", "? x", "@x", "`x", "%x", "*x",
                "&x", "!x", "|", ">", "\"x", "[a]", "{a}", ",", "---", "--- a", "...", "a: b: c"
            })
    void putsInSingleQuotesWhatOnlySyntaxForbids(String value) {
        assertThat(valueOf(value)).isEqualTo("'" + value + "'");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "yes",
                "y",
                "N",
                "off",
                "null",
                "Null",
                "~",
                "true",
                "TRUE",
                "1",
                "1.0",
                "0x1F",
                "0o17",
                "017",
                "0b1",
                "+1",
                "-1",
                "1.",
                ".5",
                "1e3",
                "1_000",
                "12:30:45",
                "190:20:30",
                "2001-01-01",
                "2001-12-14T21:59:43Z",
                ".inf",
                ".nan",
                "-.INF",
                "18446744073709551615",
                ".1_0"
            })
    void putsInDoubleQuotesWhatWouldBeReadAsSomethingElse(String value) {
        assertThat(valueOf(value)).isEqualTo("\"" + value + "\"");
    }

    static Stream<Arguments> otherText() {
        return Stream.of(
                arguments("'x", "'''x'"),
                arguments("\t", "\"\\t\""),
                arguments("a\tb", "\"a\\tb\""),
                arguments("\u0001", "\"\\x01\""),
                arguments("\u007f", "\"\\x7F\""),
                arguments("\u0085", "\"\\N\""),
                arguments("\ufeff", "\"\\uFEFF\""),
                arguments("\ufeffa", "\"\\uFEFF\\x61\""),
                arguments("😀", "\"\\U0001F600\""),
                arguments("a\u2028", "'a\u2028'"),
                arguments("a\u2028b", "\"a\\u2028b\""),
                arguments("<<", "!!merge <<"),
                arguments("a\nb", "|-\n    a\n    b"),
                arguments("a\nb\n", "|\n    a\n    b"),
                arguments("a\n\n", "|+\n    a\n"),
                arguments("\n", "|4+\n"),
                arguments("\na", "|4-\n\n    a"),
                arguments("  a\nb", "|4-\n      a\n    b"),
                arguments("a\n b", "|-\n    a\n     b"),
                arguments("a\tb\nc", "|-\n    a\tb\n    c"),
                arguments("a \nb", "\"a \\nb\""),
                arguments("a\r\nb", "\"a\\r\\nb\""),
                arguments("😀\na", "\"\\U0001F600\\na\""));
    }

    @ParameterizedTest
    @MethodSource("otherText")
    void writesOtherTextAsGoYamlDoes(String value, String yaml) {
        assertThat(valueOf(value)).isEqualTo(yaml);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "INTEGER | -7 | -7",
                "FLOAT | 1 | 1",
                "FLOAT | 100000 | 100000",
                "FLOAT | 1000000 | 1e+06",
                "FLOAT | 123456789.12 | 1.2345678912e+08",
                "FLOAT | 0.00001 | 1e-05",
                "FLOAT | -0 | -0",
                "FLOAT | +Inf | .inf",
                "FLOAT | -Inf | -.inf",
                "FLOAT | NaN | .nan",
                "BOOLEAN | True | true",
                "TIME | 2001-12-14T21:59:43.1-05:00 | 2001-12-14T21:59:43.1-05:00",
            })
    void writesTypedValuesPlain(Type type, String value, String yaml) {
        assertThat(emitted(map(entry("k", scalar(type, value))))).isEqualTo("k: " + yaml + "\n");
    }

    @Test
    void writesBytesThatAreNotTextAsBinary() {
        assertThat(emitted(map(entry("k", bytes(3))))).isEqualTo("k: !!binary ////\n");
        assertThat(emitted(map(entry("k", bytes(54)))))
                .isEqualTo("k: !!binary |\n    " + "/".repeat(70) + "\n    //\n");
    }

    @Test
    void nestsAsSopsDoes() {
        var root = map(
                entry("a", map(entry("b", map(entry("c", text("d")))))),
                entry(
                        "l",
                        list(
                                text("x"),
                                list(text("y"), list(text("z"))),
                                map(entry("k", text("v")), entry("m", list(text("w")))))),
                entry("e", map()),
                entry("f", list()),
                entry("n", scalar(Type.NULL, "")));
        assertThat(emitted(root)).isEqualTo("""
                a:
                    b:
                        c: d
                l:
                    - x
                    - - "y"
                      - - z
                    - k: v
                      m:
                        - w
                e: {}
                f: []
                "n": null
                """);
        assertThat(new String(format.emit(List.of(map(entry("a", list(text("x")))), map()), 2), UTF_8))
                .isEqualTo("a:\n  - x\n---\n{}\n");
    }

    @Test
    void givesKeysThatDoNotFitALineAQuestionMark() {
        var longKey = "k".repeat(129);
        var root = map(
                entry("null", text("v")),
                entry("a\nb", text("v")),
                entry(longKey, map(entry("x", text("y")))),
                entry("<<", map()));
        assertThat(emitted(root))
                .isEqualTo("\"null\": v\n? |-\n    a\n    b\n: v\n? " + longKey + "\n:   x: \"y\"\n!!merge <<: {}\n");
    }

    @Test
    void putsCommentsWhereSopsPutsThem() {
        var root = map(
                comment(" top", false),
                entry("a", text("1")),
                comment(" above b", false),
                comment(" behind b", true),
                entry("b", text("x\ny")),
                entry(
                        "l",
                        list(
                                comment(" list", false),
                                text("i"),
                                comment("second", false),
                                text("j"),
                                comment(" end", false))),
                entry("m", map(comment(" inside", false), entry("k", text("v")), comment(" below", false))),
                entry("o", map(comment(" alone", false))),
                comment(" last", true));
        assertThat(emitted(root)).isEqualTo("""
                # top
                a: "1"
                # above b
                b: |- # behind b
                    x
                    y
                l:
                    # list
                    - i
                    #second
                    - j
                    # end
                m:
                    # inside
                    k: v
                    # below
                o: {
                    # alone
                    }
                # last
                """);
    }

    @Test
    void closesNoBracketAtTheBeginningOfALineWithinAMap() {
        var root = map(entry("m", map(entry("labels", map(comment(" c", false))), entry("b", text("x")))));
        assertThat(emitted(root)).isEqualTo("""
                m:
                    labels: {
                        # c
                        }
                    b: x
                """);
    }

    @Test
    void setsABlankLineBehindAFootThatAKeyFollows() {
        var root = map(
                entry("l", list(map(entry("a", text("x")), comment(" foot of a", false)), text("y"))),
                entry("z", text("w")));
        assertThat(emitted(root)).isEqualTo("""
                l:
                    - a: x
                      # foot of a
                    - "y"
                z: w
                """);
    }

    @Test
    void losesNoCommentThatSopsLoses() {
        var inner = map(comment(" of the item", false), entry("k", text("v")));
        assertThat(emitted(map(entry("l", list(comment(" of the list", false), inner)))))
                .isEqualTo("""
                l:
                    # of the list
                    # of the item
                    - k: v
                """);
    }

    @Test
    void losesNoValueThatSopsLoses() {
        var root = map(
                entry("tab", text("\ta\nb")),
                entry("l", list(text(" a\nb"))),
                comment(" one", true),
                comment(" two", true),
                entry("two", text("x\ny")));
        assertThat(emitted(root)).isEqualTo("""
                tab: "\\ta\\nb"
                l:
                    - |2-
                       a
                      b
                two: "x\\ny" # one

                # two
                """);
    }

    @Test
    void refusesANegativeIndentAndMendsOthersAsGoYamlDoes() {
        var root = map(entry("a", map(entry("b", text("c")))));
        var refusal = catchThrowableOfType(LockstepException.class, () -> format.emit(List.of(root), -1));
        assertThat(refusal.problem().kind()).isEqualTo(Kind.CONFIG_INVALID);
        assertThat(format.emit(List.of(root), 0)).asString(UTF_8).isEqualTo("a:\n    b: c\n");
        assertThat(format.emit(List.of(root), 1)).asString(UTF_8).isEqualTo("a:\n  b: c\n");
        assertThat(format.emit(List.of(root), 9)).asString(UTF_8).isEqualTo("a:\n         b: c\n");
        assertThat(format.emit(List.of(root), 10)).asString(UTF_8).isEqualTo("a:\n  b: c\n");
    }

    @Test
    void refusesCommentsThatNoYamlFileCanHold() {
        var refusal = catchThrowableOfType(LockstepException.class, () -> emitted(map(comment("\u0001secret", false))));
        assertThat(refusal.problem().kind()).isEqualTo(Kind.NOT_EMITTABLE);
        assertThat(refusal.problem().line()).doesNotContain("secret");
    }

    @Test
    void extractsTextRawAndOtherValuesAsDocuments() {
        assertThat(extracted(text("yes"))).isEqualTo("yes");
        assertThat(extracted(scalar(Type.FLOAT, "1000000"))).isEqualTo("1e+06\n");
        assertThat(extracted(scalar(Type.NULL, ""))).isEqualTo("null\n");
        assertThat(extracted(list(text("a"), map(entry("b", text("c")))))).isEqualTo("- a\n- b: c\n");
        assertThat(extracted(list())).isEqualTo("[]\n");
        assertThat(extracted(map(entry("a", map(entry("b", text("c"))))))).isEqualTo("a:\n  b: c\n");
    }

    private static Scalar bytes(int count) {
        var bytes = new byte[count];
        java.util.Arrays.fill(bytes, (byte) 0xff);
        return new Scalar(Plaintext.owning(Type.STRING, bytes), Span.NONE);
    }

    /// The text of a value as a map's only entry, at indent 4.
    private String valueOf(String value) {
        var yaml = emitted(map(entry("k", text(value))));
        assertThat(yaml).startsWith("k: ").endsWith("\n");
        return yaml.substring(3, yaml.length() - 1);
    }

    private String emitted(Mapping root) {
        return new String(format.emit(List.of(root), format.defaultIndent()), UTF_8);
    }

    private String extracted(Node value) {
        return new String(format.emitValue(value, 2), UTF_8);
    }
}
