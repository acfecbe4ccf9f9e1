package dev.lockstep.sync.store;

import static dev.lockstep.sync.store.NamespaceConditions.Verdict.ADMITTED;
import static dev.lockstep.sync.store.NamespaceConditions.Verdict.DENIED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.re2j.Pattern;
import dev.lockstep.sync.store.NamespaceConditions.Condition;
import dev.lockstep.sync.store.NamespaceConditions.Verdict;
import dev.lockstep.sync.store.NamespaceSelector.Requirement;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class NamespaceConditionsTest {
    private static final Map<String, String> LABELS = Map.of("env", "prod", "team", "a");

    @ParameterizedTest(name = "{0} and {1}: {2}")
    @CsvSource({
        "team-a, team-a, ADMITTED",
        "team-a, xteam-a, DENIED_PARTIAL_MATCH",
        "team-a, team-abc, DENIED_PARTIAL_MATCH",
        "team-a, xteam-abc, DENIED_PARTIAL_MATCH",
        "team-.*, team-abc, ADMITTED",
        "team-.*, xteam-abc, DENIED_PARTIAL_MATCH",
        "^team-a$, team-a, ADMITTED",
        "^team-, team-a, DENIED_PARTIAL_MATCH",
        "a|team, team, ADMITTED",
        "a|team, team-a, DENIED_PARTIAL_MATCH",
        "'', team, DENIED_PARTIAL_MATCH",
        "other, team, DENIED",
        "TEAM, team, DENIED",
    })
    void matchesAnExpressionAgainstTheWholeName(String expression, String namespace, Verdict verdict) {
        var conditions = new NamespaceConditions(
                List.of(new Condition(List.of(), List.of(), List.of(Pattern.compile(expression)))));

        assertThat(conditions.of(namespace, Map::of)).isEqualTo(verdict);
    }

    @ParameterizedTest(name = "{0}: {2}")
    @MethodSource("selectors")
    void choosesByLabelsAsKubernetesDoes(String about, NamespaceSelector selector, Verdict verdict) {
        var conditions = new NamespaceConditions(List.of(new Condition(List.of(selector), List.of(), List.of())));

        assertThat(conditions.of("team", () -> LABELS)).isEqualTo(verdict);
    }

    static Stream<Arguments> selectors() {
        return Stream.of(
                Arguments.of("empty", selector(Map.of()), ADMITTED),
                Arguments.of("label", selector(Map.of("env", "prod")), ADMITTED),
                Arguments.of("another value", selector(Map.of("env", "dev")), DENIED),
                Arguments.of("one of two labels", selector(Map.of("env", "prod", "team", "b")), DENIED),
                Arguments.of("In", selector(Map.of(), Requirement.of("env", "In", List.of("a", "prod"))), ADMITTED),
                Arguments.of("In, absent", selector(Map.of(), Requirement.of("x", "In", List.of("a"))), DENIED),
                Arguments.of("NotIn", selector(Map.of(), Requirement.of("env", "NotIn", List.of("prod"))), DENIED),
                Arguments.of("NotIn, absent", selector(Map.of(), Requirement.of("x", "NotIn", List.of("a"))), ADMITTED),
                Arguments.of("Exists", selector(Map.of(), Requirement.of("env", "Exists", List.of())), ADMITTED),
                Arguments.of("Exists, absent", selector(Map.of(), Requirement.of("x", "Exists", List.of())), DENIED),
                Arguments.of(
                        "DoesNotExist", selector(Map.of(), Requirement.of("x", "DoesNotExist", List.of())), ADMITTED),
                Arguments.of(
                        "labels and requirements",
                        selector(Map.of("env", "prod"), Requirement.of("team", "In", List.of("b"))),
                        DENIED));
    }

    @ParameterizedTest
    @CsvSource({"In, ''", "NotIn, ''", "Exists, a", "DoesNotExist, a", "Equals, a", "in, a"})
    void refusesWhatIsNoRequirement(String operator, String value) {
        var values = value.isEmpty() ? List.<String>of() : List.of(value);

        assertThatThrownBy(() -> Requirement.of("env", operator, values))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("env");
    }

    @Test
    void letsEveryNamespaceInWithoutConditions() {
        assertThat(NamespaceConditions.NONE.of("any", Map::of)).isEqualTo(ADMITTED);
    }

    @Test
    void letsNobodyInByAConditionThatSaysNothing() {
        var conditions = new NamespaceConditions(List.of(new Condition(List.of(), List.of(), List.of())));

        assertThat(conditions.of("any", Map::of)).isEqualTo(DENIED);
    }

    @Test
    void isContentWithOneConditionOfMany() {
        var conditions = new NamespaceConditions(List.of(
                new Condition(List.of(), List.of("other"), List.of()),
                new Condition(List.of(selector(Map.of("env", "prod"))), List.of("team"), List.of())));

        assertThat(conditions.of("other", Map::of)).isEqualTo(ADMITTED);
        assertThat(conditions.of("third", () -> LABELS)).isEqualTo(ADMITTED);
        assertThat(conditions.of("third", Map::of)).isEqualTo(DENIED);
    }

    @Test
    void asksForLabelsOnlyIfTheNameDoesNotDecide() {
        var conditions = new NamespaceConditions(
                List.of(new Condition(List.of(selector(Map.of("env", "prod"))), List.of("team"), List.of())));

        assertThat(conditions.of("team", () -> {
                    throw new IllegalStateException("asked");
                }))
                .isEqualTo(ADMITTED);
    }

    private static NamespaceSelector selector(Map<String, String> labels, Requirement... requirements) {
        return new NamespaceSelector(labels, List.of(requirements));
    }
}
