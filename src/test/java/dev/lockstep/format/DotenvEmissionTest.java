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
import dev.lockstep.document.Node.Mapping;
import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;
import dev.lockstep.secret.Plaintext.Type;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DotenvEmissionTest {
    private final DotenvFormat format = new DotenvFormat();

    /// Observed with sops 3.13.3: `decrypt --output-type dotenv` of a YAML file.
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "STRING, x, x",
                "STRING, `` , ``",
                "STRING, a=b, a=b",
                "INTEGER, -42, -42",
                "FLOAT, 1, 1.0",
                "FLOAT, -0, -0.0",
                "FLOAT, 1.5, 1.5",
                "FLOAT, 100000.5, 100000.5",
                "FLOAT, 1000000, 1E+06",
                "FLOAT, 1000000000000000000000, 1E+21",
                "FLOAT, 0.0000001, 1E-07",
                "FLOAT, +Inf, +Inf",
                "FLOAT, -Inf, -Inf",
                "FLOAT, NaN, NaN",
                "BOOLEAN, True, true",
                "BOOLEAN, False, false",
                "TIME, 2001-12-14T21:59:43.1-05:00, 2001-12-14T21:59:43-05:00",
                "TIME, 2001-12-14T21:59:43Z, 2001-12-14T21:59:43Z",
                "NULL, ``, <nil>",
            })
    void printsEachTypeAsSopsDoes(Type type, String bytes, String printed) {
        assertThat(emit(map(entry("k", scalar(type, bytes))))).isEqualTo("k=" + printed + "\n");
    }

    @Test
    void printsLineFeedsAsBackslashAndN() {
        assertThat(emit(map(entry("k", text("a\nb\n\\\n"))))).isEqualTo("k=a\\nb\\n\\\\n\n");
    }

    @Test
    void printsCommentsOnLinesOfTheirOwnAndNothingForNothing() {
        assertThat(emit(map(comment(" head", false), entry("a", text("1")), comment("", false), comment("in", true))))
                .isEqualTo("# head\na=1\n#\n#in\n");
        assertThat(emit(map())).isEmpty();
    }

    @Test
    void printsTheMetadataFlat() {
        var block = map(
                entry("version", text("3")),
                entry("age", list(map(entry("recipient", text("age1")), entry("enc", text("x\ny\n"))))),
                entry("shamir_threshold", scalar(Type.INTEGER, "2")),
                entry("mac_only_encrypted", scalar(Type.BOOLEAN, "True")));
        assertThat(emit(map(entry("A", text("1")), entry("sops", block)))).isEqualTo("""
                A=1
                sops_age__list_0__map_enc=x\\ny\\n
                sops_age__list_0__map_recipient=age1
                sops_mac_only_encrypted=true
                sops_shamir_threshold=2
                sops_version=3
                """);
    }

    @Test
    void refusesNestedValuesInTheWordsOfSops() {
        for (var nested : List.of(map(entry("b", text("1"))), list(text("1")), map(), list())) {
            assertThat(refusal(map(entry("a", nested))))
                    .isEqualTo("cannot use complex value in dotenv file; offending key a");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a=b", "a\nb", "#a", "sops_a"})
    void refusesKeysThatWouldBeReadAsSomethingElse(String key) {
        assertThat(refusal(map(entry(key, text("1"))))).startsWith("dotenv has no form for the key ");
    }

    @Test
    void refusesMetadataThatWouldBeReadAsSomethingElse() {
        assertThat(refusal(map(entry("sops", map(entry("encrypted_regex", text("a\\nb")))))))
                .contains("\\n");
        assertThat(refusal(map(entry("sops", map(entry("a=b", text("x"))))))).contains("=");
    }

    @Test
    void refusesACommentOfTwoLines() {
        assertThat(refusal(map(comment("a\nB=1", false)))).contains("comment");
    }

    @Test
    void refusesSeveralDocuments() {
        var refused = catchThrowableOfType(LockstepException.class, () -> format.emit(List.of(map(), map()), 0));
        assertThat(refused.problem().line()).isEqualTo("dotenv holds one document, not 2");
    }

    @Test
    void extractsTextAsItIsAndNothingElse() {
        assertThat(format.emitValue(text("a\nb"), 0)).asString(UTF_8).isEqualTo("a\nb");
        var refused =
                catchThrowableOfType(LockstepException.class, () -> format.emitValue(scalar(Type.INTEGER, "1"), 0));
        assertThat(refused.problem().kind()).isEqualTo(Kind.NOT_EMITTABLE);
        assertThat(format.emitValue(map(entry("a", text("1"))), 0))
                .asString(UTF_8)
                .isEqualTo("a=1\n");
    }

    private String emit(Node root) {
        return new String(format.emit(List.of((Mapping) root), 0), UTF_8);
    }

    private String refusal(Mapping root) {
        var refused = catchThrowableOfType(LockstepException.class, () -> format.emit(List.of(root), 0));
        assertThat(refused.problem().kind()).isEqualTo(Kind.NOT_EMITTABLE);
        return refused.problem().what();
    }
}
