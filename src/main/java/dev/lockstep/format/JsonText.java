package dev.lockstep.format;

import dev.lockstep.problem.LockstepException;
import java.util.Arrays;

/// Reads and writes the inside of JSON strings (RFC 8259 §7): escapes to bytes and back.
final class JsonText {
    /// Which characters are escaped beyond those that must be.
    enum Escapes {
        /// Only what JSON demands: quotes, backslashes, control characters. What people write.
        FEW,
        /// As Go's `encoding/json` in sops: `<`, `>`, `&`, U+2028 and U+2029 as well.
        AS_GO
    }

    private static final byte[] HEX = {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'};

    private JsonText() {}

    /// Where the string that opens with the quote at `start` ends: the offset behind its closing quote.
    static int end(byte[] source, int start) {
        int at = start + 1;
        while (at < source.length && source[at] != '"') {
            at += source[at] == '\\' ? 2 : 1;
        }
        if (at >= source.length) {
            throw JsonReader.malformed(source, start, "a string does not end", "close it with a quote");
        }
        return at + 1;
    }

    /// The bytes that stand for what is between two quotes.
    ///
    /// @throws LockstepException `INPUT_MALFORMED` for an escape that JSON does not have, and for half a surrogate
    /// pair, which is no
    ///     character: Go would put U+FFFD in its place
    static byte[] decode(byte[] source, int start, int end) {
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
                } else if (source[at + 1] == 'u') {
                    int codePoint = escapedCodePoint(source, at, end);
                    Utf8.put(codePoint, out);
                    at += codePoint < 0x10000 ? 6 : 12;
                } else {
                    out.put(unescaped(source, at));
                    at += 2;
                }
            }
            return out.finish();
        }
    }

    private static int escapedCodePoint(byte[] source, int at, int end) {
        int unit = codeUnit(source, at, end);
        if (!Character.isSurrogate((char) unit)) {
            return unit;
        }
        boolean anotherFollows = at + 7 < end && source[at + 6] == '\\' && source[at + 7] == 'u';
        int low = anotherFollows ? codeUnit(source, at + 6, end) : 0;
        if (!Character.isSurrogatePair((char) unit, (char) low)) {
            throw JsonReader.malformed(
                    source,
                    at,
                    "a string holds half of a surrogate pair",
                    "write both halves, or the character itself");
        }
        return Character.toCodePoint((char) unit, (char) low);
    }

    private static int codeUnit(byte[] source, int at, int end) {
        int value = 0;
        for (int i = at + 2; i < at + 6; i++) {
            int digit = i < end ? Character.digit(source[i], 16) : -1;
            if (digit < 0) {
                throw noSuchEscape(source, at);
            }
            value = value << 4 | digit;
        }
        return value;
    }

    private static int unescaped(byte[] source, int at) {
        return switch (source[at + 1]) {
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case '"', '\\', '/' -> source[at + 1];
            default -> throw noSuchEscape(source, at);
        };
    }

    private static LockstepException noSuchEscape(byte[] source, int at) {
        return JsonReader.malformed(
                source, at, "a string holds an escape that JSON does not have", "double the backslash");
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
