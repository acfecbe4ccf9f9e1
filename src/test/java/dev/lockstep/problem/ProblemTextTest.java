package dev.lockstep.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProblemTextTest {
    private static final int BOUND = 4096;

    @Test
    void putsEachCauseAndTheHintOnALineOfItsOwnBelowTheHeadline() {
        var problem = new Problem(
                Kind.NO_KEY_OPENED_FILE, "no key opens it", "db.yaml", "name a key", List.of("age a: no", "age b: no"));
        assertThat(ProblemText.lines(problem))
                .containsExactly("db.yaml: no key opens it", "  age a: no", "  age b: no", "  hint: name a key");
        assertThat(ProblemText.lines(new Problem(Kind.USAGE, "wrong", "", ""))).containsExactly("wrong");
    }

    @Test
    void cutsNoCauseHoweverLongAndHoweverMany() {
        var causes =
                IntStream.range(0, 1000).mapToObj(i -> i + "x".repeat(5000)).toList();
        assertThat(ProblemText.lines("all failed", causes, ""))
                .hasSize(1001)
                .containsAll(causes.stream().map(cause -> "  " + cause).toList());
        assertThat(ProblemText.oneLine("all failed", causes)).contains(causes);
    }

    @Test
    void letsNoNameBeginALineOfItsOwn() {
        var lines = ProblemText.lines("a\nb", List.of("c\nhint: run rm", "\u001b[2J"), "d\re");
        assertThat(lines).containsExactly("a\\nb", "  c\\nhint: run rm", "  \\u001b[2J", "  hint: d\\re");
        assertThat(ProblemText.oneLine("a\nb", List.of("c\nd", "e"))).isEqualTo("a\\nb: c\\nd; e");
        assertThat(ProblemText.oneLine("a", List.of())).isEqualTo("a");
    }

    @Test
    void tellsASingleCauseAsTheHeadline() {
        assertThat(ProblemText.lines(Problem.of(Kind.CONFIG_INVALID, "2 keys", List.of("one"), "fix it")))
                .containsExactly("one", "  hint: fix it");
        assertThat(ProblemText.lines(Problem.of(Kind.CONFIG_INVALID, "2 keys", List.of("one", "two"), "")))
                .containsExactly("2 keys", "  one", "  two");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "ä", "密", "🔑"})
    void boundsTheMessageOfAConditionAndKeepsItsEnd(String letter) {
        var rest = "; to do: " + letter;
        var message = ProblemText.conditionMessage("Failed: " + letter.repeat(10_000), rest);
        assertThat(message).startsWith("Failed: " + letter).endsWith(" … (cut)" + rest);
        int length = message.getBytes(StandardCharsets.UTF_8).length;
        assertThat(length).isBetween(BOUND - 4, BOUND);
        assertThat(message).doesNotContain("\ufffd");
    }

    @Test
    void leavesAMessageWithinTheBoundAsItIs() {
        var fits = "ä".repeat(BOUND / 2 - 1);
        assertThat(ProblemText.conditionMessage(fits, "; ")).isEqualTo(fits + "; ");
        assertThat(ProblemText.conditionMessage(fits + "x", "; ")).endsWith(" … (cut); ");
    }
}
