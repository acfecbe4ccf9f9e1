package dev.lockstep.format;

import dev.lockstep.format.YamlScalars.Resolution;
import dev.lockstep.secret.Decimal;
import dev.lockstep.secret.Plaintext;
import dev.lockstep.secret.Plaintext.Type;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/// Decides how a string looks in YAML, as go-yaml 3.0.4 does in sops 3.13 (spec appendix B), and writes what fits on
/// one line.
///
/// The choice in a block: text with a line feed is a literal block; text that a reader would take for something else
/// than a string is in double quotes; otherwise it is plain, in single quotes if only its syntax forbids that, in
/// double quotes if it holds characters that need an escape. What is not UTF-8 is `!!binary`.
final class YamlScalarText {
    /// How a string is written.
    enum Style {
        PLAIN,
        SINGLE_QUOTED,
        DOUBLE_QUOTED,
        LITERAL,
        BINARY
    }

    private static final byte[] HEX = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);

    private YamlScalarText() {}

    /// The style that sops chooses outside of brackets.
    static Style styleOf(byte[] text) {
        if (!Utf8.isValid(text)) {
            return Style.BINARY;
        }
        var syntax = YamlSyntax.of(text);
        if (syntax.hasLineFeed()) {
            return syntax.allowsLiteral() ? Style.LITERAL : Style.DOUBLE_QUOTED;
        }
        if (!meansItself(text)) {
            return Style.DOUBLE_QUOTED;
        }
        return syntax.allowsPlain(false)
                ? Style.PLAIN
                : syntax.allowsSingleQuotes() ? Style.SINGLE_QUOTED : Style.DOUBLE_QUOTED;
    }

    /// Whether the text may stand without quotes and is read as the same string then.
    ///
    /// @param flow whether it stands in brackets
    static boolean isPlainSafe(byte[] text, boolean flow) {
        if (!Utf8.isValid(text)) {
            return false;
        }
        var syntax = YamlSyntax.of(text);
        return syntax.allowsPlain(flow) && meansItself(text);
    }

    /// Whether single quotes can show the text on one line.
    static boolean isSingleQuotable(byte[] text) {
        if (!Utf8.isValid(text)) {
            return false;
        }
        var syntax = YamlSyntax.of(text);
        return syntax.allowsSingleQuotes() && !syntax.breaksLines();
    }

    static byte[] singleQuoted(byte[] text) {
        try (var out = new ByteSink(text.length + 2L)) {
            putSingleQuoted(text, out);
            return out.finish();
        }
    }

    /// In double quotes, or as `!!binary` if the text is not UTF-8.
    static byte[] doubleQuoted(byte[] text) {
        try (var out = new ByteSink(text.length + 2L)) {
            putDoubleQuotedOrBinary(text, out);
            return out.finish();
        }
    }

    private static void putDoubleQuotedOrBinary(byte[] text, ByteSink out) {
        if (Utf8.isValid(text)) {
            putDoubleQuoted(text, out);
        } else {
            byte[] base64 = Base64.getEncoder().encode(text);
            out.put("!!binary ").put(base64);
            Arrays.fill(base64, (byte) 0);
        }
    }

    /// Whether the text breaks lines in the eyes of go-yaml: such a key needs a question mark.
    static boolean breaksLines(byte[] text) {
        return YamlSyntax.of(text).breaksLines();
    }

    /// Any value on one line, tag included.
    ///
    /// @param flow whether it stands in brackets
    static byte[] oneLine(Plaintext value, boolean flow) {
        if (value.type() != Type.STRING) {
            return typeKept(value);
        }
        byte[] text = value.lent();
        try (var out = new ByteSink(text.length + 16L)) {
            if (isPlainSafe(text, flow)) {
                out.put(text);
            } else if (isSingleQuotable(text) && meansItself(text)) {
                putSingleQuoted(text, out);
            } else {
                putDoubleQuotedOrBinary(text, out);
            }
            return out.finish();
        }
    }

    /// As [#typed], but a whole float keeps a decimal point, so that it is not read as an integer (`-0` not as 0): for
    /// values beside their source, where nobody compares with sops's print.
    static byte[] typeKept(Plaintext value) {
        byte[] text = typed(value);
        if (value.type() != Type.FLOAT) {
            return text;
        }
        for (byte b : text) {
            if (b != '-' && (b < '0' || b > '9')) {
                return text;
            }
        }
        byte[] whole = Arrays.copyOf(text, text.length + 2);
        whole[text.length] = '.';
        whole[text.length + 1] = '0';
        return whole;
    }

    /// A value that is no string, which is always plain, as sops prints it.
    static byte[] typed(Plaintext value) {
        return switch (value.type()) {
            case INTEGER, TIME -> value.lent().clone();
            case FLOAT -> Decimal.yaml(Decimal.parse(value.lent()));
            case BOOLEAN -> ascii(value.startsWith("True") ? "true" : "false");
            case NULL -> ascii("null");
            case STRING, COMMENT -> throw new IllegalStateException("text has more than one form");
        };
    }

    private static void putSingleQuoted(byte[] text, ByteSink out) {
        out.put('\'');
        for (byte octet : text) {
            if (octet == '\'') {
                out.put('\'');
            }
            out.put(octet);
        }
        out.put('\'');
    }

    /// With the escapes of go-yaml, which takes a byte order mark in front as a reason to escape everything; but
    /// `\u2028` and `\u2029` for its `\L` and `\P`, which not every reader knows.
    private static void putDoubleQuoted(byte[] text, ByteSink out) {
        boolean marked = text.length > 0 && Utf8.codePoint(text, 0) == 0xfeff;
        out.put('"');
        for (int at = 0; at < text.length; ) {
            int width = Utf8.width(text, at);
            int character = Utf8.codePoint(text, at);
            if (marked
                    || character == '"'
                    || character == '\\'
                    || YamlSyntax.isBreak(character)
                    || !YamlSyntax.isPrintable(character)) {
                putEscape(character, out);
            } else {
                out.put(text, at, at + width);
            }
            at += width;
        }
        out.put('"');
    }

    private static void putEscape(int character, ByteSink out) {
        out.put('\\');
        switch (character) {
            case 0x00 -> out.put('0');
            case 0x07 -> out.put('a');
            case 0x08 -> out.put('b');
            case 0x09 -> out.put('t');
            case 0x0a -> out.put('n');
            case 0x0b -> out.put('v');
            case 0x0c -> out.put('f');
            case 0x0d -> out.put('r');
            case 0x1b -> out.put('e');
            case '"', '\\' -> out.put(character);
            case 0x85 -> out.put('N');
            case 0xa0 -> out.put('_');
            default -> {
                int digits = character <= 0xff ? 2 : character <= 0xffff ? 4 : 8;
                out.put(digits == 2 ? 'x' : digits == 4 ? 'u' : 'U');
                for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4) {
                    out.put(HEX[character >> shift & 0xf]);
                }
            }
        }
    }

    /// Whether a reader of YAML 1.1 or 1.2 takes the plain text for that string.
    private static boolean meansItself(byte[] text) {
        if (text.length == 0) {
            return false;
        }
        int first = text[0];
        boolean number = first >= '0' && first <= '9' || first == '+' || first == '-' || first == '.';
        if (!number && text.length > 5) {
            return true; // longer than any word that means something
        }
        String string = new String(text, StandardCharsets.UTF_8);
        if (!(YamlScalars.resolve(null, true, string) instanceof Resolution.Value(var meaning))) {
            return false;
        }
        boolean isString = meaning.type() == Type.STRING;
        meaning.close();
        return isString && !isOldBoolean(string) && !isBase60(text);
    }

    private static boolean isOldBoolean(String text) {
        return switch (text) {
            case "y", "Y", "yes", "Yes", "YES", "on", "On", "ON", "n", "N", "no", "No", "NO", "off", "Off", "OFF" ->
                true;
            default -> false;
        };
    }

    /// Base 60 of YAML 1.1: `[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?`
    private static boolean isBase60(byte[] text) {
        int at = text[0] == '-' || text[0] == '+' ? 1 : 0;
        if (at == text.length || !isDigit(text[at])) {
            return false;
        }
        at = skipDigits(text, at);
        int groups = 0;
        while (at < text.length && text[at] == ':') {
            int end = at + 1;
            while (end < text.length && end < at + 3 && isDigit(text[end])) {
                end++;
            }
            if (end == at + 1 || end == at + 3 && text[at + 1] > '5') {
                return false;
            }
            at = end;
            groups++;
        }
        if (groups > 0 && at < text.length && text[at] == '.') {
            at = skipDigits(text, at + 1);
        }
        return groups > 0 && at == text.length;
    }

    private static int skipDigits(byte[] text, int from) {
        int at = from;
        while (at < text.length && (isDigit(text[at]) || text[at] == '_')) {
            at++;
        }
        return at;
    }

    private static boolean isDigit(int octet) {
        return octet >= '0' && octet <= '9';
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
