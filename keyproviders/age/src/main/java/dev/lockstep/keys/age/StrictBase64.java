package dev.lockstep.keys.age;

import org.jspecify.annotations.Nullable;

/// Encodes and decodes base64 that has exactly one spelling for each byte sequence (RFC 4648 §3.5): no white space, no
/// missing or superfluous padding, unused bits zero. The decoder of the JDK lets set unused bits pass.
final class StrictBase64 {
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    private StrictBase64() {}

    /// Decodes text without padding, as in age headers.
    /// @param to end exclusive
    /// @return null if the text is not canonical
    static byte @Nullable [] decode(byte[] text, int from, int to) {
        var rest = (to - from) % 4;
        if (rest == 1) {
            return null;
        }
        var bytes = new byte[(to - from) / 4 * 3 + (rest == 0 ? 0 : rest - 1)];
        var at = 0;
        var bits = 0;
        var buffered = 0;
        for (int i = from; i < to; i++) {
            var value = valueOf(text[i]);
            if (value < 0) {
                return null;
            }
            buffered = (buffered << 6 | value) & 0xFFF;
            bits += 6;
            if (bits >= 8) {
                bits -= 8;
                bytes[at++] = (byte) (buffered >> bits);
            }
        }
        return (buffered & ((1 << bits) - 1)) == 0 ? bytes : null;
    }

    /// Decodes a whole text without padding.
    static byte @Nullable [] decode(String text) {
        var ascii = Ascii.bytes(text);
        return decode(ascii, 0, ascii.length);
    }

    /// Decodes text with padding, as in the armor and in SSH keys.
    /// @param to end exclusive
    /// @return null if the text is not canonical
    static byte @Nullable [] decodePadded(byte[] text, int from, int to) {
        if ((to - from) % 4 != 0) {
            return null;
        }
        var end = to;
        while (end > from && to - end < 2 && text[end - 1] == '=') {
            end--;
        }
        return decode(text, from, end);
    }

    static String encode(byte[] bytes) {
        return encode(bytes, 0, bytes.length, false);
    }

    /// @param to end exclusive
    static String encode(byte[] bytes, int from, int to, boolean padded) {
        var text = new StringBuilder((to - from + 2) / 3 * 4);
        for (int i = from; i < to; i += 3) {
            var count = Math.min(3, to - i);
            var group = (bytes[i] & 0xFF) << 16
                    | (count > 1 ? (bytes[i + 1] & 0xFF) << 8 : 0)
                    | (count > 2 ? bytes[i + 2] & 0xFF : 0);
            for (int digit = 0; digit <= count; digit++) {
                text.append(ALPHABET.charAt(group >> 18 - 6 * digit & 0x3F));
            }
            if (padded) {
                text.repeat('=', 3 - count);
            }
        }
        return text.toString();
    }

    private static int valueOf(byte digit) {
        if (digit >= 'A' && digit <= 'Z') {
            return digit - 'A';
        }
        if (digit >= 'a' && digit <= 'z') {
            return digit - 'a' + 26;
        }
        if (digit >= '0' && digit <= '9') {
            return digit - '0' + 52;
        }
        return digit == '+' ? 62 : digit == '/' ? 63 : -1;
    }
}
