package dev.lockstep.format;

import dev.lockstep.secret.Decimal;
import dev.lockstep.secret.Plaintext;
import dev.lockstep.secret.Plaintext.Type;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/// Tells what a scalar means, as go-yaml 3.0.4 does: a mix of YAML 1.1 and 1.2 (spec sops 2.6).
///
/// Text that is quoted or tagged `!!str` is a string; tags that are not of YAML itself mean nothing. Of the others, the
/// first character decides what is tried: words, then time, integer, float.
final class YamlScalars {
    private static final String PREFIX = "tag:yaml.org,2002:";

    private YamlScalars() {}

    /// Why a scalar has no value.
    enum Refusal {
        DOES_NOT_FIT_ITS_TAG,
        NOT_BASE64,
        INTEGER_TOO_LARGE
    }

    /// A value, or why there is none; the caller closes the value.
    sealed interface Resolution {
        record Value(Plaintext plaintext) implements Resolution {}

        record Refused(Refusal why) implements Resolution {}
    }

    /// @param tag the full tag, null or `!` if there is none
    /// @param plain whether the text stands without quotes and is no block
    static Resolution resolve(@Nullable String tag, boolean plain, String text) {
        String name = tag == null || tag.equals("!")
                ? plain ? "" : "str"
                : tag.startsWith(PREFIX) ? tag.substring(PREFIX.length()) : "other";
        return switch (name) {
            case "" -> meaning(text, true);
            case "int", "float", "bool", "null" -> checked(name, meaning(text, false));
            case "timestamp" -> checked(name, meaning(text, true));
            case "binary" -> binary(text);
            default -> string(text);
        };
    }

    private static Resolution checked(String name, Resolution resolution) {
        return switch (resolution) {
            case Resolution.Refused _ when name.equals("int") -> resolution;
            case Resolution.Refused _ -> new Resolution.Refused(Refusal.DOES_NOT_FIT_ITS_TAG);
            case Resolution.Value(var value) -> {
                if (value.type() == typeOf(name)) {
                    yield resolution;
                }
                boolean widens = name.equals("float") && value.type() == Type.INTEGER;
                double wide = widens ? Long.parseLong(ascii(value)) : 0;
                value.close();
                yield widens ? floating(wide) : new Resolution.Refused(Refusal.DOES_NOT_FIT_ITS_TAG);
            }
        };
    }

    private static Type typeOf(String name) {
        return switch (name) {
            case "int" -> Type.INTEGER;
            case "float" -> Type.FLOAT;
            case "bool" -> Type.BOOLEAN;
            case "null" -> Type.NULL;
            default -> Type.TIME;
        };
    }

    private static String ascii(Plaintext value) {
        return new String(value.lent(), StandardCharsets.US_ASCII);
    }

    private static Resolution meaning(String text, boolean mayBeTime) {
        if (text.isEmpty()) {
            return new Resolution.Value(Plaintext.none());
        }
        char first = text.charAt(0);
        boolean number = first == '.' || first == '+' || first == '-' || isDigit(first);
        if (!number && (text.length() > 5 || "~nNtTfF".indexOf(first) < 0)) {
            return string(text);
        }
        return switch (text) {
            case "~", "null", "Null", "NULL" -> new Resolution.Value(Plaintext.none());
            case "true", "True", "TRUE" -> value(Type.BOOLEAN, "True");
            case "false", "False", "FALSE" -> value(Type.BOOLEAN, "False");
            case ".nan", ".NaN", ".NAN" -> floating(Double.NaN);
            case ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF" -> floating(Double.POSITIVE_INFINITY);
            case "-.inf", "-.Inf", "-.INF" -> floating(Double.NEGATIVE_INFINITY);
            default ->
                !number ? string(text) : first == '.' ? fraction(separated(text), text) : number(text, mayBeTime);
        };
    }

    private static Resolution number(String text, boolean mayBeTime) {
        String time = mayBeTime ? YamlTimes.canonical(text) : null;
        if (time != null) {
            return value(Type.TIME, time);
        }
        String digits = text.indexOf('_') < 0 ? text : text.replace("_", "");
        var integer = YamlIntegers.parse(digits);
        return switch (integer) {
            case YamlIntegers.Signed(long number) -> value(Type.INTEGER, Long.toString(number));
            case YamlIntegers.TooLarge _ -> new Resolution.Refused(Refusal.INTEGER_TOO_LARGE);
            case YamlIntegers.None _ -> fraction(digits, text);
        };
    }

    /// Without underscores, if each stands between two digits: Go's rule, where the number begins with a point.
    private static String separated(String text) {
        for (int at = text.indexOf('_'); at >= 0; at = text.indexOf('_', at + 1)) {
            if (!isDigit(text.charAt(at - 1)) || at + 1 == text.length() || !isDigit(text.charAt(at + 1))) {
                return text;
            }
        }
        return text.replace("_", "");
    }

    /// A float if `digits` are one that fits, else the text.
    private static Resolution fraction(String digits, String text) {
        if (isFloat(digits)) {
            double number = Double.parseDouble(digits);
            if (!Double.isInfinite(number)) {
                return floating(number);
            }
        } else if (digits.startsWith("0b-")
                || digits.startsWith("0b+")
                || digits.startsWith("0o-")
                || digits.startsWith("0o+")) {
            // go-yaml cuts the prefix and reads the rest with its own sign.
            var integer = YamlIntegers.parse(digits.charAt(2) + digits.substring(0, 2) + digits.substring(3));
            if (integer instanceof YamlIntegers.Signed(long number)) {
                return value(Type.INTEGER, Long.toString(number));
            }
        }
        return string(text);
    }

    /// `[-+]? ( . digits | digits [. digits?] ) [ e [-+]? digits ]`
    private static boolean isFloat(String text) {
        int at = text.startsWith("-") || text.startsWith("+") ? 1 : 0;
        int whole = skipDigits(text, at);
        int end = whole;
        if (end < text.length() && text.charAt(end) == '.') {
            end = skipDigits(text, end + 1);
            if (whole == at && end == whole + 1) {
                return false;
            }
        } else if (whole == at) {
            return false;
        }
        if (end < text.length() && (text.charAt(end) == 'e' || text.charAt(end) == 'E')) {
            int exponent = end + 1;
            if (exponent < text.length() && (text.charAt(exponent) == '-' || text.charAt(exponent) == '+')) {
                exponent++;
            }
            end = skipDigits(text, exponent);
            if (end == exponent) {
                return false;
            }
        }
        return end == text.length();
    }

    private static int skipDigits(String text, int from) {
        int at = from;
        while (at < text.length() && isDigit(text.charAt(at))) {
            at++;
        }
        return at;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static Resolution binary(String text) {
        try {
            // Like Go: line breaks are passed over, nothing else is.
            String joined = text.indexOf('\n') < 0 && text.indexOf('\r') < 0
                    ? text
                    : text.replace("\n", "").replace("\r", "");
            if (joined.length() % 4 != 0) {
                return new Resolution.Refused(Refusal.NOT_BASE64);
            }
            return new Resolution.Value(
                    Plaintext.owning(Type.STRING, Base64.getDecoder().decode(joined)));
        } catch (IllegalArgumentException _) {
            return new Resolution.Refused(Refusal.NOT_BASE64);
        }
    }

    private static Resolution string(String text) {
        return new Resolution.Value(Plaintext.owning(Type.STRING, text.getBytes(StandardCharsets.UTF_8)));
    }

    private static Resolution value(Type type, String ascii) {
        return new Resolution.Value(Plaintext.owning(type, ascii.getBytes(StandardCharsets.US_ASCII)));
    }

    private static Resolution floating(double number) {
        return new Resolution.Value(Plaintext.owning(Type.FLOAT, Decimal.plain(number)));
    }
}
