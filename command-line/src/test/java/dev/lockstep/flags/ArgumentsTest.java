package dev.lockstep.flags;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.flags.Arguments.Order;
import dev.lockstep.problem.LockstepException;
import dev.lockstep.problem.Nearest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The grammar of the command line, as sops 3.13 has it.
class ArgumentsTest {
    private static final Flag<Boolean> SWITCH = Flag.on("a switch", "-i", "--in-place");
    private static final Flag<String> TEXT =
            Flag.text("TEXT", "a text", "-t", "--text").from("TEXT_VARIABLE");
    private static final Flag<Integer> NUMBER = Flag.number("N", "a number", "--number");
    private static final Flag<List<String>> LIST = Flag.list("URI", "a list", "--list");
    private static final Flag<Long> SIZE = Flag.size("a size", 7, "--size");
    private static final Flag<Integer> PERCENT = Flag.number("PERCENT", 0, 100, 50, "a part", "--percent");
    private static final Flag<String> NAME =
            Flag.text("NAME", "a name", "-n", "--name").notEmpty();
    private static final List<Flag<?>> ALL = List.of(SWITCH, TEXT, NUMBER, LIST, SIZE, PERCENT, NAME);

    private static Arguments read(String... words) {
        return Arguments.read(
                ALL, List.of(words), Order.ANY, Map.of("TEXT_VARIABLE", "from the environment"), "see --help");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-t x", "--t x", "-text x", "--text x", "-t=x", "--text=x"})
    void oneHyphenIsAsGoodAsTwoAndABlankAsAnEqualsSign(String words) {
        assertThat(read(words.split(" ")).value(TEXT)).isEqualTo("x");
    }

    @Test
    void flagsStandBeforeAndBehindPositionals() {
        var arguments = read("a", "-i", "b", "--text", "x", "c");
        assertThat(arguments.positionals()).containsExactly("a", "b", "c");
        assertThat(arguments.value(SWITCH)).isTrue();
        assertThat(arguments.value(TEXT)).isEqualTo("x");
    }

    @Test
    void ofTheRootTheyStandBeforeOnly() {
        var arguments =
                Arguments.read(ALL, List.of("-i", "a", "--nope", "-t"), Order.FLAGS_FIRST, Map.of(), "see --help");
        assertThat(arguments.positionals()).containsExactly("a", "--nope", "-t");
        assertThat(arguments.value(SWITCH)).isTrue();
    }

    @Test
    void twoHyphensEndTheFlagsAndOneIsAName() {
        assertThat(read("-", "--", "-i", "--").positionals()).containsExactly("-", "-i", "--");
        assertThat(read("--", "-i").value(SWITCH)).isFalse();
    }

    @Test
    void aValueMayLookLikeAFlagOrBeEmpty() {
        assertThat(read("--text", "-i").value(TEXT)).isEqualTo("-i");
        assertThat(read("--text=").value(TEXT)).isEmpty();
        assertThat(read("--text=a=b").value(TEXT)).isEqualTo("a=b");
    }

    @Test
    void theLastOneCountsAndAListGrows() {
        var arguments = read("--text", "a", "-t", "b", "--list", "x", "--list=y,z");
        assertThat(arguments.value(TEXT)).isEqualTo("b");
        assertThat(arguments.value(LIST)).containsExactly("x", "y,z");
    }

    @ParameterizedTest
    @CsvSource({
        "-i, true",
        "-i=true, true",
        "-i=T, true",
        "-i=1, true",
        "--in-place=false, false",
        "-i=F, false",
        "-i=0, false"
    })
    void aSwitchTakesWhatGoTakes(String word, boolean value) {
        assertThat(read(word).value(SWITCH)).isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource({"12, 12", "2KiB, 2048", "3M, 3145728", "1GiB, 1073741824", "0, 0"})
    void sizesHaveUnits(String text, long bytes) {
        assertThat(read("--size", text).value(SIZE)).isEqualTo(bytes);
    }

    @Test
    void whatIsNotGivenComesFromTheEnvironmentOrIsAbsent() {
        assertThat(read().value(TEXT)).isEqualTo("from the environment");
        assertThat(read("-t", "x").value(TEXT)).isEqualTo("x");
        assertThat(read().value(NUMBER)).isZero();
        assertThat(read().value(SIZE)).isEqualTo(7);
        assertThat(read().has(TEXT)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-x",
                "--nope",
                "-it",
                "---text",
                "--number=x",
                "--number",
                "-i=maybe",
                "--size=1X",
                "--size=",
                "--size=-1"
            })
    void whatIsUnknownOrUnreadableIsRefused(String word) {
        assertThatThrownBy(() -> read(word)).isInstanceOf(LockstepException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "--percent=101, flag --percent takes a whole number from 0 to 100, see --help",
        "-percent=x, flag --percent takes a whole number from 0 to 100, see --help",
        "-i=maybe, flag --in-place takes true or false, see --help",
        "--size=1X, 'flag --size takes a number of bytes, such as 64KiB or 200MiB', see --help",
        "-n, flag -n needs a value, give NAME after it",
        "--name=, flag --name needs a value, give NAME after it",
        "--nam, unknown flag --nam, did you mean --name?",
        "-x, unknown flag -x, see --help",
    })
    void whatIsWrongIsSaidWithWhatTheFlagTakes(String word, String what, String next) {
        assertThatThrownBy(() -> read(word)).isInstanceOfSatisfying(LockstepException.class, e -> {
            assertThat(e.problem().what()).isEqualTo(what);
            assertThat(e.problem().next()).isEqualTo(next);
        });
    }

    @Test
    void aBadVariableIsNamedInsteadOfItsFlag() {
        var number = NUMBER.from("NUMBER_VARIABLE");
        var arguments = Arguments.read(
                List.of(number), List.of(), Order.ANY, Map.of("NUMBER_VARIABLE", "secret"), "see --help");
        assertThatThrownBy(() -> arguments.value(number))
                .hasMessage("environment variable NUMBER_VARIABLE takes a whole number");
    }

    @Test
    void helpShowsEachFlagWithAllItsNamesAndWhatStandsForItsValue() {
        var text = new HelpPage(List.of("program A [FLAGS]", "program B"), List.of("Does 100% of it."))
                .command("other", "Does the rest.")
                .flags(ALL)
                .footer("The end.")
                .text();
        assertThat(text)
                .startsWith("Usage: program A [FLAGS]\n       program B\n\nDoes 100% of it.\n")
                .containsPattern("(?m)^ +other +Does the rest\\.$")
                .containsPattern("(?m)^ +-i, --in-place +a switch$")
                .containsPattern("(?m)^ +-t, --text=TEXT +a text \\[TEXT_VARIABLE\\]$")
                .containsPattern("(?m)^ +--percent=PERCENT +a part$")
                .endsWith("\nThe end.\n");
    }

    @ParameterizedTest
    @CsvSource({"decript, decrypt", "--extrakt, --extract", "encrpt, encrypt", "--vers, --version"})
    void theNearestNameIsSuggested(String word, String nearest) {
        assertThat(Nearest.to(word, List.of("encrypt", "decrypt", "--extract", "--version", "--verbose")))
                .isEqualTo(nearest);
    }

    @Test
    void farNamesAreNotSuggested() {
        assertThat(Nearest.to("prod", List.of("encrypt", "decrypt"))).isNull();
    }
}
