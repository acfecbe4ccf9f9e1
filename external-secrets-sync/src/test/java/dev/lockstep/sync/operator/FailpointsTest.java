package dev.lockstep.sync.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.sync.operator.Failpoints.Step;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FailpointsTest {
    private final List<Integer> ends = new ArrayList<>();

    @Test
    void endTheProcessAtTheStepAndTimeThatWasAskedFor() {
        var failpoints = Failpoints.of("secret-written:2", ends::add);
        failpoints.reached(Step.SECRET_WRITTEN);
        failpoints.reached(Step.STATUS_WRITTEN);
        failpoints.reached(Step.RENDERED);
        assertThat(ends).isEmpty();
        failpoints.reached(Step.SECRET_WRITTEN);
        failpoints.reached(Step.SECRET_WRITTEN);
        assertThat(ends).containsExactly(Failpoints.EXIT_CODE);
    }

    @Test
    void throwWhatABugMayThrow() {
        var overflow = Failpoints.of("rendered:1:overflow", ends::add);
        assertThatThrownBy(() -> overflow.reached(Step.RENDERED)).isInstanceOf(StackOverflowError.class);
        overflow.reached(Step.RENDERED);
        var linkage = Failpoints.of("rendered:1:linkage", ends::add);
        assertThatThrownBy(() -> linkage.reached(Step.RENDERED)).isInstanceOf(LinkageError.class);
        assertThat(ends).isEmpty();
    }

    @Test
    void doNothingWhereNoneWasAskedFor() {
        for (var step : Step.values()) {
            Failpoints.of("", ends::add).reached(step);
        }
        assertThat(ends).isEmpty();
    }
}
