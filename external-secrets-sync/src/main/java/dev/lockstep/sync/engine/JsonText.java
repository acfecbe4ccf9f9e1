package dev.lockstep.sync.engine;

import java.nio.charset.StandardCharsets;

/// Strings of JSON, in and out of their quotes.
final class JsonText {
    private static final int REPLACEMENT = 0xfffd;
    private static final String SHORT_ESCAPES = "\"\\/bfnrt";
    private static final String SHORT_MEANINGS = "\"\\/\b\f\n\r\t";

    private JsonText() {}

    /// What stands between the quotes, without escapes; half a surrogate pair becomes U+FFFD.
    static void unquote(byte[] text, int start, int end, SecretBuffer out) {
        int at = start;
        while (at < end) {
            if (text[at] != '\\') {
                out.add(text[at++]);
            } else if (text[at + 1] != 'u') {
                out.add(SHORT_MEANINGS.charAt(SHORT_ESCAPES.indexOf(text[at + 1])));
                at += 2;
            } else {
                int point = unit(text, at);
                at += 6;
                if (isSurrogate(point)) {
                    boolean paired = Character.isHighSurrogate((char) point)
                            && at + 6 <= end
                            && text[at] == '\\'
                            && text[at + 1] == 'u'
                            && Character.isLowSurrogate((char) unit(text, at));
                    if (paired) {
                        point = Character.toCodePoint((char) point, (char) unit(text, at));
                        at += 6;
                    } else {
                        point = REPLACEMENT;
                    }
                }
                out.addCodePoint(point);
            }
        }
    }

    private static boolean isSurrogate(int point) {
        return point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
    }

    private static int unit(byte[] text, int escape) {
        int unit = 0;
        for (int i = escape + 2; i < escape + 6; i++) {
            unit = unit << 4 | Character.digit(text[i], 16);
        }
        return unit;
    }

    /// Puts text into quotes as Go's encoder does. What is no UTF-8 becomes U+FFFD.
    ///
    /// @param html whether `<`, `>` and `&` are escaped too
    static void quote(byte[] text, boolean html, SecretBuffer out) {
        out.add('"');
        int at = 0;
        while (at < text.length) {
            int length = Utf8.length(text, at);
            if (length == 0) {
                out.addAscii("\\ufffd");
                at++;
            } else if (length == 1) {
                quote(text[at++], html, out);
            } else {
                quoteLong(text, at, length, out);
                at += length;
            }
        }
        out.add('"');
    }

    private static void quote(byte c, boolean html, SecretBuffer out) {
        boolean escaped = c < ' ' || html && (c == '<' || c == '>' || c == '&');
        switch (c) {
            case '"', '\\' -> out.add('\\').add(c);
            case '\b' -> out.addAscii("\\b");
            case '\f' -> out.addAscii("\\f");
            case '\n' -> out.addAscii("\\n");
            case '\r' -> out.addAscii("\\r");
            case '\t' -> out.addAscii("\\t");
            default -> {
                if (escaped) {
                    out.addAscii("\\u00").add(digit(c >> 4)).add(digit(c & 15));
                } else {
                    out.add(c);
                }
            }
        }
    }

    /// The two line separators that JavaScript does not bear in strings are escaped.
    private static void quoteLong(byte[] text, int at, int length, SecretBuffer out) {
        boolean separator =
                length == 3 && text[at] == (byte) 0xe2 && text[at + 1] == (byte) 0x80 && (text[at + 2] & 0xfe) == 0xa8;
        if (separator) {
            out.addAscii("\\u202").add(digit(text[at + 2] & 15));
        } else {
            out.add(text, at, at + length);
        }
    }

    private static int digit(int value) {
        return "0123456789abcdef".charAt(value);
    }

    static void quote(String text, SecretBuffer out) {
        quote(text.getBytes(StandardCharsets.UTF_8), false, out);
    }
}
