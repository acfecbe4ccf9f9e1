package dev.lockstep.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ProgressLineTest {
    private final ByteArrayOutputStream terminal = new ByteArrayOutputStream();

    @Test
    void showsOneTextInThePlaceOfTheOtherAndClearsWhatItShowed() {
        var line = new ProgressLine(terminal, true);
        line.clear();
        line.show("1 of 3");
        line.show("2 of\n3");
        line.clear();
        line.clear();
        assertThat(terminal.toString(StandardCharsets.UTF_8)).isEqualTo("\r\u001b[K1 of 3\r\u001b[K2 of\\n3\r\u001b[K");
    }

    @Test
    void isDueOnceAWorkHasTakenASecondAndThenTenTimesASecond() throws InterruptedException {
        var line = new ProgressLine(terminal, true);
        line.begin();
        assertThat(line.isDue()).isFalse();
        assertThat(line.isAwaited()).isFalse();
        Thread.sleep(1_100);
        assertThat(line.isDue()).isTrue();
        assertThat(line.isAwaited()).isTrue();
        line.show("1 of 3");
        assertThat(line.isDue()).isFalse();
        Thread.sleep(150);
        assertThat(line.isDue()).isTrue();
    }

    @Test
    void showsNothingWhereNobodyWatches() throws InterruptedException {
        var line = new ProgressLine(terminal, false);
        Thread.sleep(1_100);
        assertThat(line.isDue()).isFalse();
        assertThat(line.isAwaited()).isFalse();
        line.show("1 of 3");
        line.clear();
        assertThat(terminal.size()).isZero();
    }
}
