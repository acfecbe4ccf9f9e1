package dev.lockstep.secret;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Formats a double as the fewest decimal digits that give it back, laid out as Go's `strconv` does for each place a
/// number can stand in.
///
/// | | 1.0 | 1e6 | 1e-7 | 1e21 | -0.0 | infinity, not a number |
/// |---|---|---|---|---|---|---|
/// | [#plain] | `1` | `1000000` | `0.0000001` | `1000000000000000000000` | `-0` | `+Inf` `-Inf` `NaN` |
/// | [#yaml] | `1` | `1e+06` | `1e-07` | `1e+21` | `-0` | `.inf` `-.inf` `.nan` |
/// | [#json] | `1` | `1000000` | `1e-7` | `1e+21` | `-0` | refused |
public final class Decimal {
    private static final int LONGEST_PLAIN = 352; // -4.94…E-324 with 17 digits and all its zeros

    private final boolean negative;
    private final byte[] digits;
    /// The exponent of ten of the first digit.
    private final int exponent;

    private Decimal(double number) {
        negative = Double.doubleToRawLongBits(number) < 0;
        if (number == 0) {
            digits = new byte[] {'0'};
            exponent = 0;
            return;
        }
        var shortest = shortest(Math.abs(number));
        digits = shortest.unscaledValue().toString().getBytes(StandardCharsets.US_ASCII);
        exponent = digits.length - 1 - shortest.scale();
    }

    /// What sops encrypts and hashes: never an exponent (Go `'f', -1`).
    public static byte[] plain(double number) {
        if (Double.isNaN(number)) {
            return ascii("NaN");
        }
        if (Double.isInfinite(number)) {
            return ascii(number > 0 ? "+Inf" : "-Inf");
        }
        return new Decimal(number).positional();
    }

    /// What go-yaml prints: an exponent of at least two digits if it is below -4 or from 6 on (Go `'g', -1`).
    public static byte[] yaml(double number) {
        if (Double.isNaN(number)) {
            return ascii(".nan");
        }
        if (Double.isInfinite(number)) {
            return ascii(number > 0 ? ".inf" : "-.inf");
        }
        var decimal = new Decimal(number);
        return decimal.exponent < -4 || decimal.exponent >= 6 ? decimal.scientific(2) : decimal.positional();
    }

    /// What Go's `encoding/json` prints: an exponent below 1e-6 and from 1e21 on.
    ///
    /// @throws IllegalArgumentException if the number is infinite or not a number; JSON has no form for those
    public static byte[] json(double number) {
        if (!Double.isFinite(number)) {
            throw new IllegalArgumentException("no JSON form");
        }
        double size = Math.abs(number);
        var decimal = new Decimal(number);
        return size != 0 && (size < 1e-6 || size >= 1e21) ? decimal.scientific(1) : decimal.positional();
    }

    /// The double that any of the forms above, or another decimal form, stands for.
    ///
    /// @throws NumberFormatException without the text, if it is none
    public static double parse(byte[] text) {
        return switch (new String(text, StandardCharsets.ISO_8859_1)) {
            case "NaN", ".nan" -> Double.NaN;
            case "+Inf", "Inf", ".inf" -> Double.POSITIVE_INFINITY;
            case "-Inf", "-.inf" -> Double.NEGATIVE_INFINITY;
            case String decimal -> parseFinite(decimal);
        };
    }

    private static double parseFinite(String decimal) {
        for (int i = 0; i < decimal.length(); i++) {
            // Java would also take suffixes, hexadecimal and blanks.
            if ("0123456789+-.eE".indexOf(decimal.charAt(i)) < 0) {
                throw new NumberFormatException("not a decimal number");
            }
        }
        try {
            return Double.parseDouble(decimal);
        } catch (NumberFormatException _) {
            throw new NumberFormatException("not a decimal number");
        }
    }

    /// Java gives the fewest digits, but never fewer than two: where one is enough, it takes the two that are nearest.
    private static BigDecimal shortest(double number) {
        var decimal = new BigDecimal(Double.toString(number)).stripTrailingZeros();
        if (decimal.precision() != 2) {
            return decimal;
        }
        var exact = new BigDecimal(number);
        var unit = BigDecimal.ONE.scaleByPowerOfTen(1 - decimal.scale());
        var below = decimal.subtract(decimal.remainder(unit));
        var above = below.add(unit);
        boolean belowFits = below.doubleValue() == number;
        boolean aboveFits = above.doubleValue() == number;
        if (belowFits && aboveFits) {
            boolean belowIsNearer =
                    exact.subtract(below).abs().compareTo(above.subtract(exact).abs()) < 0;
            return (belowIsNearer ? below : above).stripTrailingZeros();
        }
        return belowFits ? below.stripTrailingZeros() : aboveFits ? above.stripTrailingZeros() : decimal;
    }

    private byte[] positional() {
        var out = new byte[LONGEST_PLAIN];
        int length = 0;
        if (negative) {
            out[length++] = '-';
        }
        if (exponent < 0) {
            out[length++] = '0';
            out[length++] = '.';
            for (int place = -1; place > exponent; place--) {
                out[length++] = '0';
            }
        }
        for (int i = 0; i < digits.length; i++) {
            if (i > 0 && i == exponent + 1) {
                out[length++] = '.';
            }
            out[length++] = digits[i];
        }
        for (int place = digits.length; place <= exponent; place++) {
            out[length++] = '0';
        }
        return finish(out, length);
    }

    private byte[] scientific(int exponentDigits) {
        var out = new byte[LONGEST_PLAIN];
        int length = 0;
        if (negative) {
            out[length++] = '-';
        }
        out[length++] = digits[0];
        if (digits.length > 1) {
            out[length++] = '.';
            System.arraycopy(digits, 1, out, length, digits.length - 1);
            length += digits.length - 1;
        }
        out[length++] = 'e';
        out[length++] = (byte) (exponent < 0 ? '-' : '+');
        byte[] size = ascii(Integer.toString(Math.abs(exponent)));
        for (int i = size.length; i < exponentDigits; i++) {
            out[length++] = '0';
        }
        System.arraycopy(size, 0, out, length, size.length);
        return finish(out, length + size.length);
    }

    private byte[] finish(byte[] out, int length) {
        byte[] text = Arrays.copyOf(out, length);
        Arrays.fill(out, (byte) 0);
        Arrays.fill(digits, (byte) 0);
        return text;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
