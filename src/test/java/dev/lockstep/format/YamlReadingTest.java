package dev.lockstep.format;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.document.Node;
import dev.lockstep.document.Node.Alias;
import dev.lockstep.document.Node.Entry;
import dev.lockstep.document.Node.Mapping;
import dev.lockstep.document.Node.Scalar;
import dev.lockstep.document.Span;
import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;
import dev.lockstep.problem.Problem;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What a YAML text means and where it stands. The values are those that sops 3.13.3 loads.
class YamlReadingTest {
    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String tree(String yaml) {
        try (var document = YamlReader.read(utf8(yaml))) {
            return YamlTreeText.of(document);
        }
    }

    private static Problem refusal(byte[] yaml) {
        try (var document = YamlReader.read(yaml)) {
            throw new AssertionError("accepted: " + YamlTreeText.of(document));
        } catch (LockstepException e) {
            return e.problem();
        }
    }

    private static Problem refusal(String yaml) {
        return refusal(utf8(yaml));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            017                              | integer 15
            0o17                             | integer 15
            -0x_1F                           | integer -31
            0b-11                            | integer -3
            1_000                            | integer 1000
            -9223372036854775808             | integer -9223372036854775808
            -9223372036854775809             | float -9223372036854776000
            18446744073709551616             | float 18446744073709552000
            08                               | float 8
            .5_5                             | float 0.55
            .5_                              | string .5_
            1e21                             | float 1000000000000000000000
            1e400                            | string 1e400
            -0.0                             | float -0
            +.INF                            | float +Inf
            .NAN                             | float NaN
            yes                              | string yes
            TRUE                             | boolean True
            tRUE                             | string tRUE
            12:30:45                         | string 12:30:45
            2001-1-2                         | time 2001-01-02T00:00:00Z
            2001-02-29                       | string 2001-02-29
            2001-12-14T21:59:43.10-05:00     | time 2001-12-14T21:59:43.1-05:00
            2001-12-14T21:59:43,5+00:00      | time 2001-12-14T21:59:43.5Z
            2001-12-14   1:2:3               | time 2001-12-14T01:02:03Z
            2001-12-14 21:59:43.10 -5        | string 2001-12-14 21:59:43.10 -5
            2001-12-14T21:59:43              | string 2001-12-14T21:59:43
            !!str 1                          | string 1
            ! 1                              | integer 1
            !!int "0x1F"                     | integer 31
            !!float 1                        | float 1
            !!timestamp "2001-01-01"         | time 2001-01-01T00:00:00Z
            !!binary aGVsbG8=                | string hello
            !!java.util.Date 5               | string 5
            !own 1                           | string 1
            <<                               | string <<
            """)
    void resolvesScalarsAsSopsDoes(String scalar, String meaning) {
        assertThat(tree("k: " + scalar + "\n")).isEqualTo("document\n  map\n    key k\n      " + meaning + "\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"~", "null", "Null", "NULL", "", "!!null ''"})
    void resolvesNulls(String scalar) {
        assertThat(tree("k: " + scalar + "\n")).endsWith("      null\n");
    }

    @Test
    void keepsBytesOfBinaryValuesThatAreNoText() {
        try (var document = YamlReader.read(utf8("k: !!binary /wA=\n"))) {
            var entry = (Entry) document.roots().getFirst().members().getFirst();
            assertThat(((Scalar) entry.value()).value().lent()).containsExactly(0xFF, 0);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            a: 1\\na: 2                    | INPUT_MALFORMED       | :2
            x: 1\\n---\\na: 1\\n'a': 2     | INPUT_MALFORMED       | :4
            a: {<<: {b: 1}, <<: {c: 1}}    | INPUT_MALFORMED       | :1
            <<: 5                          | INPUT_MALFORMED       | :1
            1: a                           | VALUE_NOT_ENCRYPTABLE | :1
            a:\\n  ~: b                    | VALUE_NOT_ENCRYPTABLE | :2
            true: b                        | VALUE_NOT_ENCRYPTABLE | :1
            ? [a]\\n: b                    | VALUE_NOT_ENCRYPTABLE | :1
            a: 9223372036854775808         | VALUE_NOT_ENCRYPTABLE | :1
            a: 0xFFFFFFFFFFFFFFFF          | VALUE_NOT_ENCRYPTABLE | :1
            a: !!int x                     | INPUT_MALFORMED       | :1
            a: !!binary a                  | INPUT_MALFORMED       | :1
            - a                            | INPUT_MALFORMED       | :1
            a: 1\\n---\\ntext              | INPUT_MALFORMED       | :3
            a: [1                          | INPUT_MALFORMED       | :1
            a: b: c                        | INPUT_MALFORMED       | :1
            a: *b                          | INPUT_MALFORMED       | :1
            a: &a [*a]                     | INPUT_MALFORMED       | :1
            %YAML 1.2\\n---\\na: 1         | INPUT_MALFORMED       | :1
            %OWN\\n---\\na: 1              | INPUT_MALFORMED       | :1
            a: 1\\n...\\nb: 2              | INPUT_MALFORMED       | :3
            a:\\n\\tb: 1                   | INPUT_MALFORMED       | :2
            a: {b:}                        | INPUT_MALFORMED       | :1
            a: !x!y z                      | INPUT_MALFORMED       | :1
            # only a comment               | INPUT_MALFORMED       | :1
            """)
    void refusesWithKindAndLine(String yaml, Kind kind, String where) {
        var problem = refusal(yaml.replace("\\n", "\n").replace("\\t", "\t"));
        assertThat(problem.kind()).as(problem.line()).isEqualTo(kind);
        assertThat(problem.where() + ":").as(problem.line()).startsWith(where + ":");
        assertThat(problem.next()).isNotEmpty();
    }

    @Test
    void tellsNoFileFromAnEmptyMap() {
        assertThat(refusal("").kind()).isEqualTo(Kind.NO_DOCUMENT);
        for (var empty : List.of("---\n", "~\n", "null\n", "{}\n")) {
            assertThat(tree(empty)).isEqualTo("document\n  map\n");
        }
    }

    @Test
    void neverQuotesTheInputInAnError() {
        for (var yaml : List.of(
                "a: \"canary",
                "a: 'canary",
                "a: [canary",
                "canary\na: 1",
                "a: !!int canary",
                "a: canary: b",
                "a: @canary",
                "canary: 1\ncanary: 2",
                "a: *canary",
                "a: !!binary canary",
                "a: |x canary",
                "a: &canary")) {
            try {
                YamlReader.read(utf8(yaml)).close();
            } catch (LockstepException e) {
                assertThat(e.getMessage() + e.problem()).doesNotContain("canary");
            }
        }
    }

    @Test
    void refusesWhatIsNotUtf8() {
        byte[][] texts = {
            {'a', ':', ' ', (byte) 0xFF},
            {'a', ':', ' ', (byte) 0xC0, (byte) 0x80},
            {'a', ':', ' ', (byte) 0xED, (byte) 0xA0, (byte) 0x80},
            {'a', ':', ' ', (byte) 0xC3},
            {(byte) 0xFF, (byte) 0xFE, 'a', 0},
            {'a', ':', ' ', 0},
            {'a', ':', ' ', 0x7F},
        };
        for (byte[] text : texts) {
            assertThat(refusal(text).kind()).isEqualTo(Kind.INPUT_MALFORMED);
        }
    }

    @Test
    void passesOverAByteOrderMarkAndTakesAllLineBreaks() {
        assertThat(tree("\uFEFFa: 1\r\nb:\r\n  c: 2\rd: 3\u0085e: 4\n"))
                .isEqualTo(tree("a: 1\nb:\n  c: 2\nd: 3\ne: 4\n"));
    }

    @Test
    void takesLineSeparatorsInQuotesOnly() {
        assertThat(tree("a: \"x\u2028y\"\n")).contains("string x\\u2028y");
        assertThat(refusal("a: x\u2028y\n").kind()).isEqualTo(Kind.INPUT_MALFORMED);
        assertThat(refusal("a: 1 # x\u2029y\n").kind()).isEqualTo(Kind.INPUT_MALFORMED);
    }

    @Test
    void takesTheEscapesOfLineSeparatorsInDoubleQuotesOnly() {
        assertThat(valueOf("\"a\\Lb\\P\\N\\x85\\u0085\\U00000085\\\\L\\L\""))
                .isEqualTo("a\u2028b\u2029\u0085\u0085\u0085\u0085\\L\u2028");
        assertThat(valueOf("\"a\\L\n  b\\\n  \\P\"")).isEqualTo("a\u2028 b\u2029");
        assertThat(valueOf("&a !!str \"\\L\"")).isEqualTo("\u2028");
        for (var text : List.of("C:\\Logs\\Pa", "\\\\N\\L", "\\L", "\\")) {
            assertThat(valueOf(text + " # \\L")).isEqualTo(text);
            assertThat(valueOf("'" + text + "'")).isEqualTo(text);
            assertThat(valueOf("|- # \\L\n  " + text)).isEqualTo(text);
            assertThat(valueOf(">-\n  " + text + "\n  \\P")).isEqualTo(text + " \\P");
        }
        assertThat(tree("\"k\\L\": v\n").contains("k")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\ud83d", "\\uDE00", "\\ud83d\\ude00", "\\U0000D800", "\\uD8", "\\q", "\\/"})
    void refusesEscapesThatAreNoCharacter(String escape) {
        assertThat(refusal("a: \"x" + escape + "y\"\n").kind()).isEqualTo(Kind.INPUT_MALFORMED);
    }

    private static String valueOf(String scalar) {
        try (var document = YamlReader.read(utf8("k: " + scalar + "\n"))) {
            var entry = (Entry) document.roots().getFirst().members().stream()
                    .filter(Entry.class::isInstance)
                    .findFirst()
                    .orElseThrow();
            return new String(((Scalar) entry.value()).value().lent(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void givesABlockThatEndsWithTheFileNoLineBreak() {
        assertThat(tree("a: |\n  x")).endsWith("string x\n");
        assertThat(tree("a: |\n  x\n")).endsWith("string x\\n\n");
        assertThat(tree("a: |\n  x\n   ")).endsWith("string x\\n\n");
    }

    @Test
    void resolvesAliasesInKeysAndAcrossDocuments() {
        assertThat(tree("a: &x text\n*x : &y {b: 1}\n---\nc: *y\n")).isEqualTo("""
                        document
                          map
                            key a
                              string text
                            key text
                              map
                                key b
                                  integer 1
                        document
                          map
                            key c
                              alias y
                                map
                                  key b
                                    integer 1
                        """);
    }

    @Test
    void sharesTheNodeThatAnAliasRefersTo() {
        try (var document = YamlReader.read(utf8("a: &x {b: 1}\nc: *x\nd: *x\n"))) {
            var members = document.roots().getFirst().members();
            var anchored = ((Entry) members.getFirst()).value();
            for (var member : members.subList(1, 3)) {
                assertThat(((Alias) ((Entry) member).value()).target()).isSameAs(anchored);
            }
        }
    }

    @Test
    void takesCommentsOfAnItemInsideWhereAnAliasRefersToIt() {
        assertThat(tree("l:\n  # above\n  - &x [a] # behind\nm: *x\n")).isEqualTo("""
                        document
                          map
                            key l
                              list
                                # above
                                behind # behind
                                list
                                  string a
                            key m
                              alias x
                                list
                                  # above
                                  # behind
                                  string a
                        """);
    }

    @Test
    void refersToWhatAnAnchorMeantLast() {
        assertThat(tree("a: &x 1\nb: *x\nc: &x 2\nd: *x\n")).isEqualTo("""
                        document
                          map
                            key a
                              integer 1
                            key b
                              alias x
                                integer 1
                            key c
                              integer 2
                            key d
                              alias x
                                integer 2
                        """);
    }

    @Test
    void tellsWhereEachNodeStands() {
        assertThat(spans("é: &x !!str \"ü\" # c\nb: *x\nl: [a: 1 , {}]\nt: |+\n  z\n\nn:\nm:\n  - k: v\n"))
                .containsExactly(
                        "é: &x !!str \"ü\" # c\nb: *x\nl: [a: 1 , {}]\nt: |+\n  z\n\nn:\nm:\n  - k: v",
                        "# c",
                        "é",
                        "&x !!str \"ü\"",
                        "b",
                        "*x",
                        "l",
                        "[a: 1 , {}]",
                        "a: 1",
                        "a",
                        "1",
                        "{}",
                        "t",
                        "|+\n  z\n\n",
                        "n",
                        "",
                        "m",
                        "- k: v",
                        "k: v",
                        "k",
                        "v");
    }

    private static List<String> spans(String yaml) {
        byte[] source = utf8(yaml);
        var spans = new ArrayList<String>();
        try (var document = YamlReader.read(source)) {
            for (var root : document.roots()) {
                collect(root, source, spans);
            }
        }
        return spans;
    }

    private static void collect(Node node, byte[] source, List<String> spans) {
        spans.add(slice(source, node.span()));
        switch (node) {
            case Mapping(var members, _) -> {
                for (var member : members) {
                    switch (member) {
                        case Node.Comment comment -> collect(comment, source, spans);
                        case Entry entry -> {
                            spans.add(slice(source, entry.keySpan()));
                            collect(entry.value(), source, spans);
                        }
                    }
                }
            }
            case Node.Sequence(var items, _) -> items.forEach(item -> collect(item, source, spans));
            case Scalar _, Node.Comment _, Alias _ -> {}
        }
    }

    private static String slice(byte[] source, Span span) {
        return new String(source, span.start(), span.length(), StandardCharsets.UTF_8);
    }
}
