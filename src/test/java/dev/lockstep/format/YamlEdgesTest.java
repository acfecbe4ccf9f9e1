package dev.lockstep.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.document.Node;
import dev.lockstep.document.Node.Scalar;
import dev.lockstep.document.Span;
import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;
import dev.lockstep.secret.Plaintext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Shapes that random damage has found.
class YamlEdgesTest {
    @ParameterizedTest
    @ValueSource(strings = {"k: \"\\u", "k: \"\\x", "k: \"\\U", "\"\\u"})
    void refusesAFileThatEndsWithinAnEscape(String text) {
        assertThatThrownBy(() -> new YamlFormat().parse(text.getBytes(UTF_8)))
                .isInstanceOfSatisfying(
                        LockstepException.class,
                        e -> assertThat(e.problem().kind()).isEqualTo(Kind.INPUT_MALFORMED));
    }

    @Test
    void keepsTheTypeOfAWholeFloatThatIsWrittenOut() {
        assertThat(written("1.0")).isEqualTo("1.0");
        assertThat(written("-0.0")).isEqualTo("-0.0");
        assertThat(written("1.5")).isEqualTo("1.5");
        assertThat(written("1e21")).isEqualTo("1e+21");
        assertThat(written(".inf")).isEqualTo(".inf");
    }

    private static String written(String number) {
        try (var document = new YamlFormat().parse(("k: " + number + "\n").getBytes(UTF_8))) {
            var entry = (Node.Entry) document.roots().getFirst().members().getFirst();
            var value = ((Scalar) entry.value()).value();
            assertThat(value.type()).isEqualTo(Plaintext.Type.FLOAT);
            return new String(YamlFragment.flow(new Scalar(value, Span.NONE)), UTF_8);
        }
    }
}
