package dev.lockstep.format;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The inside of JSON strings (RFC 8259 §7): escapes to bytes and back.
final class JsonText {
    /// Which characters are escaped beyond those that must be.
    enum Escapes {
        /// Only what JSON demands: quotes, backslashes, control characters. What people write.
        FEW,
        /// As Go's `encoding/json` in sops: `<`, `>`, `&`, U+2028 and U+2029 as well.
        AS_GO
    }

    private static final byte[] HEX = {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'};
    private static final int NOT_A_CHARACTER = -1;

    private JsonText() {}

    /// Where the string that opens with the quote at `start` ends: the offset behind its closing quote. The grammar has
    /// been checked.
    static int end(byte[] source, int start) {
        int at = start + 1;
        while (source[at] != '"') {
            at += source[at] == '\\' ? 2 : 1;
        }
        return at + 1;
    }

    /// The bytes that the string between two quotes stands for, or null if it holds half a surrogate pair, which is no
    /// character.
    static byte @Nullable [] decode(byte[] source, int start, int end) {
        int plain = start;
        while (plain < end && source[plain] != '\\') {
            plain++;
        }
        if (plain == end) {
            return Arrays.copyOfRange(source, start, end);
        }
        try (var out = new ByteSink(end - start)) {
            out.put(source, start, plain);
            int at = plain;
            while (at < end) {
                if (source[at] != '\\') {
                    out.put(source[at++]);
                    continue;
                }
                if (source[at + 1] != 'u') {
                    out.put(unescaped(source[at + 1]));
                    at += 2;
                    continue;
                }
                int codePoint = escapedCodePoint(source, at, end);
                if (codePoint == NOT_A_CHARACTER) {
                    return null;
                }
                Utf8.put(codePoint, out);
                at += codePoint < 0x10000 ? 6 : 12;
            }
            return out.finish();
        }
    }

    private static int escapedCodePoint(byte[] source, int at, int end) {
        int unit = hex(source, at + 2);
        if (!Character.isSurrogate((char) unit)) {
            return unit;
        }
        boolean anotherFollows = at + 12 <= end && source[at + 6] == '\\' && source[at + 7] == 'u';
        if (!Character.isHighSurrogate((char) unit) || !anotherFollows) {
            return NOT_A_CHARACTER;
        }
        int low = hex(source, at + 8);
        return Character.isLowSurrogate((char) low) ? Character.toCodePoint((char) unit, (char) low) : NOT_A_CHARACTER;
    }

    private static int hex(byte[] source, int at) {
        int value = 0;
        for (int i = at; i < at + 4; i++) {
            value = value << 4 | Character.digit(source[i], 16);
        }
        return value;
    }

    private static int unescaped(byte letter) {
        return switch (letter) {
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            default -> letter;
        };
    }

    /// Writes well-formed UTF-8 as a string, quotes included.
    static void quote(byte[] text, Escapes escapes, ByteSink to) {
        to.put('"');
        int copied = 0;
        for (int i = 0; i < text.length; i++) {
            int octet = text[i] & 0xff;
            boolean separator = escapes == Escapes.AS_GO && octet == 0xe2 && isLineOrParagraphSeparator(text, i);
            if (!separator && !escaped(octet, escapes)) {
                continue;
            }
            to.put(text, copied, i);
            if (separator) {
                to.put("\\u202").put(HEX[text[i + 2] & 0xf]);
                i += 2;
            } else {
                putEscape(octet, to);
            }
            copied = i + 1;
        }
        to.put(text, copied, text.length).put('"');
    }

    private static boolean escaped(int octet, Escapes escapes) {
        return octet < 0x20
                || octet == '"'
                || octet == '\\'
                || escapes == Escapes.AS_GO && (octet == '<' || octet == '>' || octet == '&');
    }

    private static boolean isLineOrParagraphSeparator(byte[] text, int at) {
        return at + 2 < text.length && text[at + 1] == (byte) 0x80 && (text[at + 2] & 0xfe) == 0xa8;
    }

    private static void putEscape(int octet, ByteSink to) {
        switch (octet) {
            case '"', '\\' -> to.put('\\').put(octet);
            case '\b' -> to.put("\\b");
            case '\f' -> to.put("\\f");
            case '\n' -> to.put("\\n");
            case '\r' -> to.put("\\r");
            case '\t' -> to.put("\\t");
            default -> to.put("\\u00").put(HEX[octet >> 4]).put(HEX[octet & 0xf]);
        }
    }
}
