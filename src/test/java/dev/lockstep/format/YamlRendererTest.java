package dev.lockstep.format;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.document.FormattingHints;
import dev.lockstep.document.Node.Entry;
import dev.lockstep.document.Node.Mapping;
import dev.lockstep.document.Node.Member;
import dev.lockstep.document.Node.Scalar;
import dev.lockstep.document.Span;
import dev.lockstep.secret.Plaintext;
import dev.lockstep.secret.Plaintext.Type;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Texts are written with `⟦path type value⟧` for a ciphertext, `⏎` for a line break in a value, and with the `sops`
/// entry as one line.
class YamlRendererTest {
    private static final Pattern SEALED = Pattern.compile("⟦(\\S+) (\\S+) ([^⟧]*)⟧");
    private static final String METADATA =
            new String(YamlFragment.block(YamlFakeSeal.metadata(), 0, new byte[] {'\n'}), StandardCharsets.UTF_8);

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static String sealed(String template) {
        return SEALED.matcher(template).replaceAll(match -> {
            var type = match.group(2).equals("str")
                    ? Type.STRING
                    : Type.valueOf(match.group(2).toUpperCase());
            return YamlFakeSeal.ciphertext(
                    match.group(1), type, bytes(match.group(3).replace('⏎', '\n')));
        });
    }

    private static String opened(String template) {
        return text(YamlFakeSeal.open(bytes(sealed(template) + METADATA), FormattingHints.none()));
    }

    private static String withoutMetadata(byte[] file) {
        return text(file).replace(METADATA, "");
    }

    private static void seals(String plain, String template) {
        assertThat(withoutMetadata(YamlFakeSeal.seal(bytes(plain)))).isEqualTo(sealed(template));
    }

    private static void opens(String template, String plain) {
        assertThat(opened(template)).isEqualTo(plain);
    }

    private static void comesBack(String plain) {
        byte[] sealed = YamlFakeSeal.seal(bytes(plain));
        assertThat(text(YamlFakeSeal.open(sealed, YamlFakeSeal.hints(bytes(plain), sealed))))
                .isEqualTo(plain);
    }

    @Test
    void keepsTheQuotesOfAnEncryptedValue() {
        seals("a: \"x\"\nb: 'x'\nc: x\n", "a: \"⟦a: str x⟧\"\nb: '⟦b: str x⟧'\nc: ⟦c: str x⟧\n");
    }

    @Test
    void keepsTheHeaderOfABlockAndTheCommentBehindIt() {
        seals(
                "a: |- # why\n   one\n   two\nb: >2+ # so\n  x\n\nc: 1\n",
                "a: |- #⟦: comment  why⟧\n   ⟦a: str one⏎two⟧\nb: >2+ #⟦: comment  so⟧\n  ⟦b: str x⏎⏎⟧\n\nc: ⟦c: integer 1⟧\n");
    }

    @Test
    void quotesCiphertextsInBrackets() {
        seals("a: [x, \"y\", {k: 'z'}]\n", "a: ['⟦a: str x⟧', \"⟦a: str y⟧\", {k: '⟦a:k: str z⟧'}]\n");
    }

    @Test
    void keepsAnchorsAndOnlyTagsThatFitACiphertext() {
        seals(
                "a: &x !!str 5\nb: !!int &y 5\nc: !local z\nd: !!binary aGk=\n",
                "a: &x !!str ⟦a: str 5⟧\nb: &y ⟦b: integer 5⟧\nc: !local ⟦c: str z⟧\nd: ⟦d: str hi⟧\n");
    }

    @Test
    void writesAnAliasOutWhereItsValueIsEncrypted() {
        seals(
                "a: &x {k: v, n: 5}\nb: *x\n",
                "a: &x {k: '⟦a:k: str v⟧', n: '⟦a:n: integer 5⟧'}\nb: {\"k\": \"⟦b:k: str v⟧\", \"n\": \"⟦b:n: integer 5⟧\"}\n");
    }

    @Test
    void keepsTheMeaningOfAnAliasToWhatIsEncryptedElsewhere() {
        seals(
                "a: &x {k: v, n: 5}\nb_unencrypted: *x\nc: &y z\nd_unencrypted: [*y ]\n",
                "a: &x {k: '⟦a:k: str v⟧', n: '⟦a:n: integer 5⟧'}\nb_unencrypted: {\"k\": \"v\", \"n\": 5}\n"
                        + "c: &y ⟦c: str z⟧\nd_unencrypted: [z ]\n");
    }

    @Test
    void writesAKeyOutThatIsAnAliasToAnEncryptedValue() {
        seals("a: &x k\n? *x\n: 1\n", "a: &x ⟦a: str k⟧\n? k\n: ⟦k: integer 1⟧\n");
        comesBack("a: &x k\n*x : 1\n");
    }

    @Test
    void leavesAnAliasAloneWhereNothingChanges() {
        seals("a_unencrypted: &x {k: v}\nb_unencrypted: *x\n", "a_unencrypted: &x {k: v}\nb_unencrypted: *x\n");
    }

    @Test
    void putsTheCollectionOfAnAliasBelowTheCommentBehindIt() {
        seals(
                "a: &x {k: v}\nb:\n  c: *x # note\n",
                "a: &x {k: '⟦a:k: str v⟧'}\nb:\n  c: #⟦b: comment  note⟧\n    {\"k\": \"⟦b:c:k: str v⟧\"}\n");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    a: ⟦a: str true⟧       | a: "true"
                    a: ⟦a: str 5⟧          | a: "5"
                    a: ⟦a: integer 5⟧      | a: 5
                    a: "⟦a: integer 5⟧"    | a: 5
                    a: ⟦a: float 1000000⟧  | a: 1e+06
                    a: ⟦a: boolean True⟧   | a: true
                    a: ⟦a: str x: y⟧       | a: 'x: y'
                    a: ⟦a: str yes⟧        | a: "yes"
                    a: ⟦a: str é⟧          | a: é
                    a: '⟦a: str it's⟧'     | a: 'it''s'
                    a: '⟦a: str 5⟧'        | a: '5'
                    a: "⟦a: str \\⟧"       | a: "\\\\"
                    a: ['⟦a: str x⟧']      | a: [x]
                    a: ['⟦a: str x, y⟧']   | a: ['x, y']
                    a: ['⟦a: str 5⟧']      | a: ["5"]
                    a: ["⟦a: str x⟧"]      | a: ["x"]
                    a: ['⟦a: str x⏎y⟧']    | a: ["x\\ny"]
                    a: '⟦a: str x⏎y⟧'      | a: "x\\ny"
                    """)
    void opensAValueInTheStyleOfItsCiphertextOrTheNearestThatFits(String template, String plain) {
        opens(template + "\n", plain + "\n");
    }

    @Test
    void opensTextWithLineBreaksAsALiteralBlockLikeSops() {
        opens(
                "a:\n    b: ⟦a:b: str one⏎ two⏎⟧ # note\n    c: ⟦a:c: str ⏎x⟧\n    d:\n        - ⟦a:d: str x⏎y⟧\n",
                "a:\n    b: | # note\n        one\n         two\n    c: |4-\n\n        x\n    d:\n        - |-\n            x\n            y\n");
    }

    @Test
    void givesALiteralBlockItsLinesBackAndMendsItsHeaderWhereItMust() {
        opens(
                "a: | # c\n  ⟦a: str one⏎two⏎⟧\nb: |\n  ⟦b: str x⟧\nc: |+\n  ⟦c: str x⏎⏎⏎⟧\nd: |\n  ⟦d: str  x⏎⟧\n",
                "a: | # c\n  one\n  two\nb: |-\n  x\nc: |+\n  x\n\n\nd: |2\n   x\n");
    }

    @Test
    void opensFoldedTextOfOneLineAsItStandsAndOtherTextAsALiteralBlock() {
        opens("a: >-\n  ⟦a: str one two⟧\nb: >-\n  ⟦b: str one⏎two⟧\n", "a: >-\n  one two\nb: |-\n  one\n  two\n");
    }

    @Test
    void takesABlockApartThatCannotShowTheValue() {
        opens("a: | # c\n  ⟦a: str x⏎\t \ny⟧\nb: |\n  ⟦b: integer 5⟧\n", "a: \"x\\n\\t \\ny\" # c\nb: 5\n");
    }

    @Test
    void turnsEncryptedListCommentsOfSopsIntoCommentLines() {
        opens(
                "a:\n    - ⟦a: comment  one⟧\n    - ⟦a: str x⟧\n    - - ⟦a: comment  two⟧\n      - ⟦a: str z⟧\n    - ⟦a: comment  three⟧\n",
                "a:\n    # one\n    - x\n    - # two\n      - z\n    # three\n");
    }

    @Test
    void leavesAnEmptyListWhereAllItemsWereComments() {
        opens("a:\n- ⟦a: comment  one⟧\n- ⟦a: comment  two⟧\nb: ⟦b: str x⟧\n", "a:\n# one\n# two\n []\nb: x\n");
        opens("a: [\"⟦a: comment  one⟧\", \"⟦a: comment  two⟧\"]\n", "a: []\n");
        opens("a: [\"⟦a: comment  one⟧\", \"⟦a: str x⟧\", \"⟦a: comment  two⟧\"]\n", "a: [\"x\", ]\n");
    }

    @Test
    void neverLetsACommentBreakOutOfItsLine() {
        opens("a:\n  #⟦a: comment  one⏎b: injected⟧\n  c: ⟦a:c: str x⟧\n", "a:\n  # one\n  #b: injected\n  c: x\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a: 1\n",
                "a: 1",
                "a: 1\n\n\n",
                "a: 1\n# end\n",
                "a: 1\n# end",
                "a: 1\n\n# end\n\n",
                "a:\n  b: 1\n  # end\n",
                "a:\n- b\n# end\n",
                "a: 1\n...\n",
                "a: 1\n   ",
                "a: 1\n---\nb: 2\n",
                "---\na: 1\n---\n---\nnull\n---\n{}\n",
                "  a: 1\n  b: 2\n",
                "\uFEFFa: 1\r\nb: |\r\n  x\r\n  y\r\n",
                "{}\n",
                "{ }\n",
                "{a: 1}\n",
                "{ a: 1, }\n",
                "{a: 1 # c\n}\n",
                "{\n  \"a\": 1,\n  \"b\": [1, 2]\n}\n",
                "--- {a: 1}\n",
                "a: |+\n  x\n\n",
                "a: |\n  x",
                "a: |+\n  x\n ",
                "a_unencrypted: |\n  x",
                "a_unencrypted: |+\n  x",
                "a_unencrypted: >2+\n  x\n ",
                "a: &x {k: v}\nb: [*x , 0x1F, 1_000, \"\\u00e9\"]\n",
                "a: plain\n  on lines\n\n  three\nb: 'x\n\n  y'\n",
                "a: !!binary |\n  aGk=\nb: !!int 5\n"
            })
    void bringsBackEveryByte(String plain) {
        comesBack(plain);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a: x\n",
                "a: x",
                "a: x\n\n\n",
                "a: x\n# end\n",
                "a: x\n---\nb: z\n",
                "{a: x}\n",
                "{ a: x, }\n",
                "a: |\n  x\n  y\n",
                "a: |+\n  x\n\n",
                "a: [x, \"y\", 5]\n",
                "a: &n \"x\" # c\n",
                "\uFEFFa: x\r\nb: |\r\n  x\r\n  y\r\n"
            })
    void needsNoHintForWhatTheCiphertextShows(String plain) {
        byte[] sealed = YamlFakeSeal.seal(bytes(plain));
        assertThat(YamlFakeSeal.hints(bytes(plain), sealed).isEmpty()).isTrue();
        assertThat(text(YamlFakeSeal.open(sealed, FormattingHints.none()))).isEqualTo(plain);
    }

    @Test
    void keepsOneTextForEachNodeThatNeedsIt() {
        byte[] plain = bytes("a: 0x1F\nb: x\nc: &x {k: v}\nd: *x\ne: !!int 5\n");
        byte[] sealed = YamlFakeSeal.seal(plain);
        try (var hints = YamlFakeSeal.hints(plain, sealed)) {
            assertThat(text(hints.encode())).isEqualTo("1\n1 4\n0x1F\n5 2\n*x\n7 7\n!!int 5\n");
        }
    }

    @Test
    void doesNotLetALineBreakBehindItBelongToAClearBlock() {
        byte[] sealed = YamlFakeSeal.seal(bytes("a_unencrypted: |\n  x"));
        assertThat(YamlFakeSeal.values(sealed)).containsExactly("a_unencrypted=STRING x");
    }

    @Test
    void writesNewMetadataInPlaceOfTheOld() {
        byte[] sealed = YamlFakeSeal.seal(bytes("a: x\n# end\n"));
        try (var document = YamlReader.read(sealed)) {
            var members = new ArrayList<Member>(document.roots().getFirst().members());
            members.removeIf(
                    member -> member instanceof Entry entry && entry.key().equals("sops"));
            var version = new Scalar(Plaintext.owning(Type.STRING, bytes("3.13.3")), Span.NONE);
            var metadata = new Mapping(List.of(new Entry("version", Span.NONE, version)), Span.NONE);
            members.add(new Entry("sops", Span.NONE, metadata));
            var roots = List.of(new Mapping(members, document.roots().getFirst().span()));
            assertThat(text(YamlRenderer.render(document, roots, FormattingHints.none())))
                    .isEqualTo(sealed("a: ⟦a: str x⟧\n#⟦: comment  end⟧\nsops:\n    version: 3.13.3\n"));
        }
    }

    @Test
    void takesMetadataAwayWhereverItStands() {
        assertThat(text(YamlFakeSeal.open(bytes(METADATA + "a: 1\n"), FormattingHints.none())))
                .isEqualTo("a: 1\n");
        assertThat(text(YamlFakeSeal.open(bytes(METADATA), FormattingHints.none())))
                .isEqualTo("{}\n");
        assertThat(text(YamlFakeSeal.open(bytes("{\"sops\": {}, \"a\": 1}\n"), FormattingHints.none())))
                .isEqualTo("{\"a\": 1}\n");
    }
}
