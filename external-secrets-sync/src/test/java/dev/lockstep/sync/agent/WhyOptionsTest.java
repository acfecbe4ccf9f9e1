package dev.lockstep.sync.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WhyOptionsTest {
    private static WhyOptions parse(String line) {
        return WhyOptions.of(WhyOptions.read(line.isEmpty() ? List.of() : List.of(line.split(" "))));
    }

    private static WhyOptions of(String namespace, String name) {
        return new WhyOptions(name, namespace, false, false, Optional.empty(), "");
    }

    @Test
    void takesTheNamespaceFromTheNameOrTheFlagOrLeavesItToTheContext() {
        assertThat(parse("db")).isEqualTo(of("", "db"));
        assertThat(parse("shop/db")).isEqualTo(of("shop", "db"));
        assertThat(parse("-n shop db")).isEqualTo(of("shop", "db"));
        assertThat(parse("db --namespace=shop")).isEqualTo(of("shop", "db"));
        assertThat(parse("-n shop shop/db")).isEqualTo(of("shop", "db"));
        assertThat(parse("")).isEqualTo(of("", ""));
    }

    @Test
    void readsAllFlags() {
        assertThat(parse("-A --json --kubeconfig k --context=c"))
                .isEqualTo(new WhyOptions("", "", true, true, Optional.of(Path.of("k")), "c"));
    }

    @ParameterizedTest
    @CsvSource({
        "a b, name one",
        "-A db, goes with no name",
        "-A -n shop, goes with no --namespace",
        "-n bank shop/db, two namespaces",
        "Shop/db, not a namespace: Shop",
        "/db, not a namespace",
        "shop/, not a name: shop/",
        "shop/a/b, not a name",
        "-n, flag -n needs a value",
        "--context=, flag --context needs a value",
        "--json=yes, flag --json takes true or false",
        "-x, unknown flag -x",
    })
    void refusesWhatContradictsItself(String line, String words) {
        assertThatThrownBy(() -> parse(line))
                .hasMessageContaining(words)
                .satisfies(thrown -> assertThat(
                                ((LockstepException) thrown).problem().kind())
                        .isEqualTo(Kind.USAGE));
    }

    @Test
    void namesTheFlagThatWasMeant() {
        assertThatThrownBy(() -> parse("--namespce shop"))
                .satisfies(thrown -> assertThat(
                                ((LockstepException) thrown).problem().next())
                        .isEqualTo("did you mean --namespace?"));
    }
}
