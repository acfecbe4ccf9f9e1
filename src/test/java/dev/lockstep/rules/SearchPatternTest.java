package dev.lockstep.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.problem.LockstepException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SearchPatternTest {
    private static final long STACK = 1024 * 1024;

    @ParameterizedTest
    @MethodSource("tooLarge")
    void refusesAnExpressionThatWouldNeedADeepStack(String expression) {
        assertThatThrownBy(() -> SearchPattern.compile("encrypted_regex", expression))
                .isInstanceOf(LockstepException.class)
                .hasMessage("encrypted_regex does not compile: expression nests too deeply or is too large");
    }

    static Stream<String> tooLarge() {
        return Stream.of(
                "a?".repeat(20_000),
                "()".repeat(20_000),
                "(a?)".repeat(20_000),
                "(a)".repeat(20_000),
                "a*".repeat(20_000),
                "\\b".repeat(20_000),
                "(?:a?){1000}".repeat(3),
                "a{0,1000}",
                names(3_000),
                "[[:".repeat(100_000));
    }

    @ParameterizedTest
    @MethodSource("largest")
    void followsTheLargestExpressionItTakesOnAnOrdinaryStack(String expression) throws InterruptedException {
        var found = new AtomicReference<Boolean>();
        var failure = new AtomicReference<Throwable>();
        var thread = new Thread(
                null,
                () -> found.set(SearchPattern.compile("regex", expression).isFoundIn("x".repeat(30))),
                "ordinary",
                STACK);
        thread.setUncaughtExceptionHandler((_, e) -> failure.set(e));
        thread.start();
        thread.join();
        assertThat(failure.get()).isNull();
        assertThat(found.get()).isNotNull();
    }

    static Stream<String> largest() {
        return Stream.of(
                "a?".repeat(2_000),
                "()".repeat(1_000),
                "(a?)".repeat(660),
                "a{0,660}",
                names(1_990),
                "a|".repeat(20_000) + "b",
                "a".repeat(60_000));
    }

    @ParameterizedTest
    @ValueSource(strings = {"^(data|stringData)$", "(?i)pass(word)?|token", "[a-z]{1,64}-(key|secret)s?$", "\\bdb\\b"})
    void takesWhatPeopleWrite(String expression) {
        assertThat(SearchPattern.compile("encrypted_regex", expression).isFoundIn("other"))
                .isFalse();
    }

    @Test
    void refusesASearchThatWouldTakeTooLong() {
        var pattern = SearchPattern.compile("encrypted_regex", names(1_000));
        assertThat(pattern.isFoundIn("word7x")).isTrue();
        assertThatThrownBy(() -> pattern.isFoundIn("x".repeat(1_000_000)))
                .isInstanceOf(LockstepException.class)
                .hasMessage("encrypted_regex takes too long to search for in this file");
    }

    private static String names(int count) {
        return IntStream.range(0, count).mapToObj(i -> "word" + i + "x").collect(Collectors.joining("|", "(", ")"));
    }
}
