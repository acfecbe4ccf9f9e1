package dev.lockstep.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.document.Document;
import dev.lockstep.document.FormattingHints;
import dev.lockstep.document.Node;
import dev.lockstep.document.Node.Entry;
import dev.lockstep.document.Node.Mapping;
import dev.lockstep.document.Node.Member;
import dev.lockstep.document.Node.Scalar;
import dev.lockstep.document.Node.Sequence;
import dev.lockstep.document.Span;
import dev.lockstep.secret.Plaintext;
import dev.lockstep.secret.Plaintext.Type;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Hints give back layout and nothing else: whoever may write a file may write its hints.
class YamlHintCheckTest {
    private static final String INTEGER = "ENC[AES256_GCM,data:INTEGER]";
    private static final String STRING = "ENC[AES256_GCM,data:STRING]";
    private final Format yaml = new YamlFormat();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "# why\nkey: 5 # five\nname: b\n",
                "# why\nkey: !!int 0x5 # five\nname: 'b'\n",
                "# why\nkey:   5 # five\n\n\nname: >-\n   b\n",
                "# why\n\"key\": 5 # five\nname: b\n",
                "# why\n{key: 5, # five\nname: b}\n",
            })
    void layoutComesFromHints(String hint) {
        var key = hint.contains("\"") ? "\"key\"" : "key";
        assertThat(restored("# why\n" + key + ": " + INTEGER + " # five\nname: " + STRING + "\n", hint))
                .isEqualTo(hint);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "# why\nkey: 5 # five\nname: !!python/object/apply:os.system b\n",
                "# why\nkey: 5 # five\nname: !<!evil> b\n",
                "# why\nkey: 5 # five\nname: !evil b\n",
                "# why\nkey: 5 # five\nname: ! b\n",
                "# why\nkey: 5 # five\nname: !!str b\n",
                "# why\nkey: !!float 5 # five\nname: b\n",
                "!evil\n# why\nkey: 5 # five\nname: b\n",
                "--- !!omap\n# why\nkey: 5 # five\nname: b\n",
                "# why\n!evil key: 5 # five\nname: b\n",
                "%TAG !! tag:evil,2000:\n---\n# why\nkey: !!int 5 # five\nname: b\n",
                "%YAML 1.1\n---\n# why\nkey: 5 # five\nname: b\n",
                "# why\nkey: &k 5 # five\nname: b\n",
                "# why\nkey: 5 # five\nname: b # checked by the auditor\n",
                "# checked\nkey: 5 # five\nname: b\n",
                "key: 5 # five\nname: b\n",
                "# why\n'key': 5 # five\nname: b\n",
                "# why\nkey: 6 # five\nname: b\n",
                "# why\nkey: 5 # five\nname: b\nmore: 1\n",
                "# why\nkey: 5 # five\n",
                "# why\nkey: [5 # five\n",
                "",
            })
    void hintsThatShowMoreThanLayoutAreNotUsed(String hint) {
        assertThat(restored("# why\nkey: " + INTEGER + " # five\nname: " + STRING + "\n", hint))
                .isEqualTo("# why\nkey: 5 # five\nname: b\n");
    }

    @ParameterizedTest
    @CsvSource({
        "on: \"yes\", on: yes",
        "<<: {a: 1}, \"<<\": {a: 1}",
        "a: &x 1, a: &y 1",
        "a: !t 1, a: !u 1",
        "a: 010, a: 8",
    })
    void whatIsReadableInTheEncryptedFileStaysAsItIs(String shown, String hint) {
        assertThat(restored(shown + "\n", hint + "\n")).isEqualTo(shown + "\n");
        assertThat(restored(shown + "\n", shown + "  \n")).isEqualTo(shown + "  \n");
    }

    @Test
    void anAliasComesBackInPlaceOfWhatWasWrittenOutForIt() {
        var hint = "a: &x {n: 5}\nb: *x\n";
        assertThat(restored("a: &x {n: '" + INTEGER + "'}\nb: {\"n\": \"" + INTEGER + "\"}\n", hint))
                .isEqualTo(hint);
    }

    @Test
    void hintsThatOverlapAreNotUsed() {
        var sealed = "a:\n  b: " + INTEGER + "\n  c: " + STRING + "\n";
        var hints = FormattingHints.owning(Map.of(0, "x: 1".getBytes(UTF_8), 2, "0x5".getBytes(UTF_8)));
        assertThat(restored(sealed, hints)).isEqualTo("a:\n  b: 0x5\n  c: b\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\": 5, \"b\": \"c\"}",
                "{\"a\": 5.0}",
                "{\"a\": \"5\"}",
                "{\"a\": 5} {}",
                "{\"a\": 5, \"a\": 5}",
                "{}",
                "x"
            })
    void hintsOfJsonGiveLayoutAlone(String hint) {
        var json = new JsonFormat();
        var sealed = json.parse(("{\"a\": \"" + INTEGER + "\"}").getBytes(UTF_8));
        var opened = List.of((Mapping) opened(sealed.roots().getFirst()));
        assertThat(new String(json.restore(sealed, opened, FormattingHints.whole(hint.getBytes(UTF_8))), UTF_8))
                .isEqualTo("{\"a\": 5}");
        assertThat(new String(
                        json.restore(sealed, opened, FormattingHints.whole("{ \"a\"\n:5}".getBytes(UTF_8))), UTF_8))
                .isEqualTo("{ \"a\"\n:5}");
    }

    private String restored(String sealed, String hint) {
        return restored(sealed, FormattingHints.whole(hint.getBytes(UTF_8)));
    }

    private String restored(String sealed, FormattingHints hints) {
        Document document = yaml.parse(sealed.getBytes(UTF_8));
        var opened =
                document.roots().stream().map(root -> (Mapping) opened(root)).toList();
        return new String(yaml.restore(document, opened, hints), UTF_8);
    }

    private static Node opened(Node node) {
        return switch (node) {
            case Mapping(var members, var span) ->
                new Mapping(members.stream().map(YamlHintCheckTest::opened).toList(), span);
            case Sequence(var items, var span) ->
                new Sequence(items.stream().map(YamlHintCheckTest::opened).toList(), span);
            case Scalar(var value, var span) when value.startsWith(INTEGER) -> scalar(Type.INTEGER, "5", span);
            case Scalar(var value, var span) when value.startsWith(STRING) -> scalar(Type.STRING, "b", span);
            case Node other -> other;
        };
    }

    private static Member opened(Member member) {
        return member instanceof Entry entry ? entry.with(opened(entry.value())) : member;
    }

    private static Scalar scalar(Type type, String text, Span span) {
        return new Scalar(Plaintext.owning(type, text.getBytes(UTF_8)), span);
    }
}
