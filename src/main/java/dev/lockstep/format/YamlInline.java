package dev.lockstep.format;

import dev.lockstep.format.YamlScalars.Resolution;
import dev.lockstep.secret.Decimal;
import dev.lockstep.secret.Plaintext;
import dev.lockstep.secret.Plaintext.Type;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/// Values as text on one line, which may stand between other things on it.
final class YamlInline {
    private YamlInline() {}

    /// Whether a text is a ciphertext of sops: ASCII, and as plain text without surprises outside of brackets.
    static boolean isCiphertext(Plaintext value) {
        return value.type() == Type.STRING
                && value.startsWith("ENC[AES256_GCM,data:")
                && value.lent()[value.length() - 1] == ']'
                && has(value.lent(), octet -> octet <= ' ' || octet >= 0x7f) < 0;
    }

    /// A value that is no string.
    static byte[] plain(Plaintext value) {
        return switch (value.type()) {
            case INTEGER, TIME -> value.lent().clone();
            case FLOAT -> Decimal.yaml(Decimal.parse(value.lent()));
            case BOOLEAN -> (value.startsWith("T") ? "true" : "false").getBytes(StandardCharsets.US_ASCII);
            case NULL -> "null".getBytes(StandardCharsets.US_ASCII);
            case STRING, COMMENT -> throw new IllegalStateException("text has more than one form");
        };
    }

    /// A string in the form that says least: plain, else in single quotes if only its syntax forbids that, else in double quotes.
    ///
    /// @param tagged whether a tag says already that it is a string
    static byte[] shortest(byte[] text, boolean flow, boolean tagged) {
        if (!isPrintable(text)) {
            return doubleQuoted(text);
        }
        if (!tagged && !meansText(text)) {
            return doubleQuoted(text);
        }
        return text.length > 0 && isPlainSyntax(text, flow) ? text.clone() : flow ? doubleQuoted(text) : singleQuoted(text);
    }

    /// Whether single quotes and plain text can show it on one line.
    static boolean isPrintable(byte[] text) {
        for (int at = 0; at < text.length; ) {
            int width = Utf8.width(text, at);
            if (width == 0 || width == 4) {
                return false;
            }
            int point = Utf8.codePoint(text, at);
            boolean shown = point >= ' ' && point < 0x7f || point >= 0xa0 && point < 0xfffe && point != 0xfeff;
            if (!shown || point == 0x2028 || point == 0x2029) {
                return false;
            }
            at += width;
        }
        return true;
    }

    /// Whether a reader of YAML 1.1 or 1.2 takes the plain text for a string.
    private static boolean meansText(byte[] text) {
        if (text.length > 5 && (isLetter(text[0]) || text[0] == '~')) {
            return true;
        }
        String string = new String(text, StandardCharsets.UTF_8);
        if (!(YamlScalars.resolve(null, true, string) instanceof Resolution.Value(var meaning))) {
            return false;
        }
        boolean isText = meaning.type() == Type.STRING;
        meaning.close();
        return isText && !string.equals("<<") && !isOldBoolean(string) && !isBase60(text);
    }

    private static boolean isLetter(int octet) {
        return (octet | 0x20) >= 'a' && (octet | 0x20) <= 'z';
    }

    private static boolean isOldBoolean(String text) {
        return switch (text) {
            case "y", "Y", "yes", "Yes", "YES", "on", "On", "ON", "n", "N", "no", "No", "NO", "off", "Off", "OFF" -> true;
            default -> false;
        };
    }

    /// `[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?`, roughly: digits and colons only.
    private static boolean isBase60(byte[] text) {
        int first = text.length > 0 && (text[0] == '-' || text[0] == '+') ? 1 : 0;
        return text.length > first
                && text[first] >= '0'
                && text[first] <= '9'
                && has(text, octet -> octet == ':') > 0
                && has(text, octet -> "0123456789:._-+".indexOf(octet) < 0) < 0;
    }

    private static boolean isPlainSyntax(byte[] text, boolean flow) {
        int first = text[0];
        boolean starts = "#,[]{}&*!|>'\"%@`".indexOf(first) < 0
                && !("-?:".indexOf(first) >= 0 && (text.length == 1 || text[1] == ' '));
        boolean ends = first != ' ' && text[text.length - 1] != ' ' && text[text.length - 1] != ':';
        boolean border = text.length >= 3
                && (first == '-' || first == '.')
                && text[1] == first
                && text[2] == first
                && (text.length == 3 || text[3] == ' ');
        if (!starts || !ends || border || flow && has(text, octet -> ",?[]{}".indexOf(octet) >= 0) >= 0) {
            return false;
        }
        for (int i = 1; i < text.length; i++) {
            if (text[i] == ' ' && text[i - 1] == ':' || text[i] == '#' && text[i - 1] == ' ') {
                return false;
            }
        }
        return !(flow && first == ':');
    }

    static byte[] singleQuoted(byte[] text) {
        var out = new ByteSink(text.length + 2);
        out.put('\'');
        for (byte octet : text) {
            if (octet == '\'') {
                out.put('\'');
            }
            out.put(octet);
        }
        return out.put('\'').finish();
    }

    /// With the escapes that go-yaml writes. Text that is not UTF-8 is written as `!!binary`.
    static byte[] doubleQuoted(byte[] text) {
        if (!Utf8.isValid(text)) {
            byte[] base64 = Base64.getEncoder().encode(text);
            return new ByteSink(base64.length + 9).put("!!binary ").put(base64).finish();
        }
        var out = new ByteSink(text.length + 2);
        out.put('"');
        for (int at = 0; at < text.length; ) {
            int width = Utf8.width(text, at);
            int point = Utf8.codePoint(text, at);
            boolean raw = point >= ' ' && point < 0x7f && point != '"' && point != '\\'
                    || point >= 0xa0 && point < 0xfffe && point != 0xfeff && point != 0x2028 && point != 0x2029;
            if (raw) {
                out.put(text, at, at + width);
            } else {
                escape(point, out);
            }
            at += width;
        }
        return out.put('"').finish();
    }

    private static void escape(int point, ByteSink out) {
        out.put('\\');
        switch (point) {
            case 0 -> out.put('0');
            case 7 -> out.put('a');
            case '\b' -> out.put('b');
            case '\t' -> out.put('t');
            case '\n' -> out.put('n');
            case 0x0b -> out.put('v');
            case '\f' -> out.put('f');
            case '\r' -> out.put('r');
            case 0x1b -> out.put('e');
            case '"' -> out.put('"');
            case '\\' -> out.put('\\');
            case 0x85 -> out.put('N');
            case 0x2028 -> out.put('L');
            case 0x2029 -> out.put('P');
            default -> {
                int digits = point <= 0xff ? 2 : point <= 0xffff ? 4 : 8;
                out.put(digits == 2 ? 'x' : digits == 4 ? 'u' : 'U');
                for (int shift = digits * 4 - 4; shift >= 0; shift -= 4) {
                    out.put("0123456789ABCDEF".charAt(point >> shift & 0xf));
                }
            }
        }
    }

    private interface Octets {
        boolean includes(int octet);
    }

    private static int has(byte[] text, Octets some) {
        for (int i = 0; i < text.length; i++) {
            if (some.includes(text[i])) {
                return i;
            }
        }
        return -1;
    }
}
