package dev.lockstep.sync.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.sync.engine.Trigger;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PendingTriggersTest {
    private static final Trigger NONE = new Trigger.None();
    private static final Trigger SOURCE_1 = new Trigger.SourceChanged(Instant.ofEpochSecond(1));
    private static final Trigger SOURCE_2 = new Trigger.SourceChanged(Instant.ofEpochSecond(2));
    private static final Trigger STORE_1 = new Trigger.StoreChanged(Instant.ofEpochSecond(1));
    private static final Trigger STORE_2 = new Trigger.StoreChanged(Instant.ofEpochSecond(2));

    @ParameterizedTest
    @MethodSource("pairs")
    void severalMergeToTheOneThatAsksForMostInAnyOrder(Trigger one, Trigger other, Trigger merged) {
        assertThat(PendingTriggers.merged(one, other)).isEqualTo(merged);
        assertThat(PendingTriggers.merged(other, one)).isEqualTo(merged);
    }

    static Stream<Arguments> pairs() {
        return Stream.of(
                Arguments.of(NONE, NONE, NONE),
                Arguments.of(NONE, SOURCE_1, SOURCE_1),
                Arguments.of(NONE, STORE_1, STORE_1),
                Arguments.of(SOURCE_1, SOURCE_2, SOURCE_2),
                Arguments.of(STORE_1, STORE_2, STORE_2),
                Arguments.of(SOURCE_1, STORE_2, SOURCE_2),
                Arguments.of(SOURCE_2, STORE_1, SOURCE_2));
    }

    @Test
    void eachIsTakenOnce() {
        var triggers = new PendingTriggers<String>();
        triggers.add("a", STORE_1);
        triggers.add("a", SOURCE_1);
        triggers.add("b", NONE);

        assertThat(triggers.take("a")).isEqualTo(SOURCE_1);
        assertThat(triggers.take("a")).isEqualTo(NONE);
        assertThat(triggers.take("b")).isEqualTo(NONE);
    }
}
