package dev.lockstep.sync.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrunePlanTest {
    @ParameterizedTest(name = "{0} owned, {1} still wanted, limit {2} percent: {3}")
    @CsvSource({
        "0,   0,  50, remove 0",
        "3,   3,  0,  remove 0",
        "3,   2,  50, remove 1",
        "2,   1,  50, remove 1",
        "2,   1,  49, hold",
        "3,   1,  50, hold",
        "1,   0,  50, hold",
        "9,   0,  99, hold",
        "9,   0, 100, remove 9",
        "100, 99, 0,  hold",
        "100, 99, 1,  remove 1",
    })
    void removesAtMostTheLimit(int owned, int wanted, int limit, String expected) {
        var plan = PrunePlan.of(Set.copyOf(names(wanted)), names(owned), limit);
        assertThat(
                        switch (plan) {
                            case PrunePlan.Hold _ -> "hold";
                            case PrunePlan.Remove(var names) -> "remove " + names.size();
                        })
                .isEqualTo(expected);
    }

    private static List<SecretName> names(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new SecretName("shop", "s" + i))
                .toList();
    }
}
