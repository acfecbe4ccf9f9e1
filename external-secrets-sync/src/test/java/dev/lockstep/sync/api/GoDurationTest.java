package dev.lockstep.sync.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GoDurationTest {
    @ParameterizedTest
    @CsvSource({
        "0, PT0S",
        "+0, PT0S",
        "-0, PT0S",
        "0s, PT0S",
        "1h0m0s, PT1H",
        "1h30m, PT1H30M",
        "30m1h, PT1H30M",
        "1.5h, PT1H30M",
        ".5s, PT0.5S",
        "1.s, PT1S",
        "1ns, PT0.000000001S",
        "1us, PT0.000001S",
        "1µs, PT0.000001S",
        "1μs, PT0.000001S",
        "1.9ns, PT0.000000001S",
        "100ms, PT0.1S",
        "-1s, PT-1S",
        "+5m, PT5M",
        "9223372036854775807ns, PT2562047H47M16.854775807S",
    })
    void readsWhatGoReads(String text, Duration expected) {
        assertThat(GoDuration.parse(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-",
                "5",
                "abc",
                "1d",
                "1 h",
                " 1h",
                "1h ",
                "1H",
                ".s",
                "1..5s",
                "--1s",
                "1h-5m",
                "1e3s",
                "300y",
                "9223372036854775808ns",
                "3000000h",
                "１h",
                "1h\n"
            })
    void takesNothingElse(String text) {
        assertThat(GoDuration.parse(text)).isNull();
    }

    @ParameterizedTest
    @ValueSource(ints = {101, 1_000_000})
    void takesNoTextWithoutEnd(int length) {
        assertThat(GoDuration.parse("1".repeat(length - 1) + "s")).isNull();
    }
}
