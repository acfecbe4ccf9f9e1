package dev.lockstep.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DecimalTest {
    @ParameterizedTest
    @CsvSource({
        "1.0, 1, 1, 1",
        "1.5, 1.5, 1.5, 1.5",
        "0.0, 0, 0, 0",
        "-0.0, -0, -0, -0",
        "0.1, 0.1, 0.1, 0.1",
        "-12.75, -12.75, -12.75, -12.75",
        "1000, 1000, 1000, 1000",
        "100000, 100000, 100000, 100000",
        "123456.789, 123456.789, 123456.789, 123456.789",
        "1000000, 1000000, 1e+06, 1000000",
        "123456789.12, 123456789.12, 1.2345678912e+08, 123456789.12",
        "0.0001, 0.0001, 0.0001, 0.0001",
        "1e-5, 0.00001, 1e-05, 0.00001",
        "1e-6, 0.000001, 1e-06, 0.000001",
        "1e-7, 0.0000001, 1e-07, 1e-7",
        "-1.25e-10, -0.000000000125, -1.25e-10, -1.25e-10",
        "1e20, 100000000000000000000, 1e+20, 100000000000000000000",
        "1e21, 1000000000000000000000, 1e+21, 1e+21",
        "1e23, 100000000000000000000000, 1e+23, 1e+23",
        "2e23, 200000000000000000000000, 2e+23, 2e+23",
        "1.7976931348623157e308, 17976931348623157" + ZEROS_292 + ", 1.7976931348623157e+308, 1.7976931348623157e+308",
        "4.9e-324, 0." + ZEROS_292 + "0000000000000000000000000000000" + "5, 5e-324, 5e-324",
    })
    void laysOutAsGoDoes(double number, String plain, String yaml, String json) {
        assertThat(text(Decimal.plain(number))).isEqualTo(plain);
        assertThat(text(Decimal.yaml(number))).isEqualTo(yaml);
        assertThat(text(Decimal.json(number))).isEqualTo(json);
    }

    private static final String ZEROS_292 =
            "00000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000"
                    + "00000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000"
                    + "000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000";

    @Test
    void namesWhatIsNotFinite() {
        assertThat(text(Decimal.plain(Double.POSITIVE_INFINITY))).isEqualTo("+Inf");
        assertThat(text(Decimal.plain(Double.NEGATIVE_INFINITY))).isEqualTo("-Inf");
        assertThat(text(Decimal.plain(Double.NaN))).isEqualTo("NaN");
        assertThat(text(Decimal.yaml(Double.POSITIVE_INFINITY))).isEqualTo(".inf");
        assertThat(text(Decimal.yaml(Double.NEGATIVE_INFINITY))).isEqualTo("-.inf");
        assertThat(text(Decimal.yaml(Double.NaN))).isEqualTo(".nan");
        assertThatThrownBy(() -> Decimal.json(Double.NaN)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void everyLayoutReadsBackAsTheSameNumber() {
        long seed = 20260101;
        var random = new Random(seed);
        for (int i = 0; i < 200_000; i++) {
            double number = i % 2 == 0 ? Double.longBitsToDouble(random.nextLong()) : random.nextInt(2000) / 8.0;
            if (Double.isNaN(number)) {
                continue;
            }
            assertReadsBack(number, Decimal.plain(number), seed);
            assertReadsBack(number, Decimal.yaml(number), seed);
            if (Double.isFinite(number)) {
                assertReadsBack(number, Decimal.json(number), seed);
            }
        }
    }

    private static void assertReadsBack(double number, byte[] layout, long seed) {
        if (Double.doubleToLongBits(Decimal.parse(layout)) != Double.doubleToLongBits(number)) {
            throw new AssertionError("seed " + seed + ": " + number + " became " + text(layout));
        }
    }

    @ParameterizedTest
    @CsvSource({"1f", "0x1p3", "' 1'", "''", "1e", "--1", "1_000", "Infinity"})
    void refusesWhatIsNoDecimalWithoutQuotingIt(String text) {
        assertThatThrownBy(() -> Decimal.parse(text.getBytes(StandardCharsets.US_ASCII)))
                .isInstanceOf(NumberFormatException.class)
                .hasMessage("not a decimal number");
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.US_ASCII);
    }
}
