package dev.lockstep.keys.age;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Handles text as the bytes it is made of: age files, key files and the plugin protocol are ASCII with `\n` line ends.
final class Ascii {
    private Ascii() {}

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /// One character for each byte, so that no byte is lost or merged.
    /// @param to end exclusive
    static String text(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    }

    static boolean startsWith(byte[] bytes, int from, int to, String prefix) {
        if (to - from < prefix.length()) {
            return false;
        }
        for (int i = 0; i < prefix.length(); i++) {
            if (bytes[from + i] != prefix.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    static boolean equals(byte[] bytes, int from, int to, String text) {
        return to - from == text.length() && startsWith(bytes, from, to, text);
    }

    /// @return the place of the first `wanted` at or after `from`, or `to` if there is none
    static int indexOf(byte[] bytes, int from, int to, char wanted) {
        for (int i = from; i < to; i++) {
            if (bytes[i] == wanted) {
                return i;
            }
        }
        return to;
    }

    /// Whether there is nothing but white space; `\n` counts as white space.
    static boolean isBlank(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (!isSpace(bytes[i])) {
                return false;
            }
        }
        return true;
    }

    /// Whether there are a backslash and an `n`, as of a line end that nobody expanded.
    static boolean hasEscapedLineEnd(byte[] bytes, int from, int to) {
        for (int i = from; i + 1 < to; i++) {
            if (bytes[i] == '\\' && bytes[i + 1] == 'n') {
                return true;
            }
        }
        return false;
    }

    static boolean isSpace(byte character) {
        return character == ' ' || character >= '\t' && character <= '\r';
    }

    static byte[] join(byte[]... parts) {
        var length = 0;
        for (var part : parts) {
            length += part.length;
        }
        var joined = new byte[length];
        var at = 0;
        for (var part : parts) {
            System.arraycopy(part, 0, joined, at, part.length);
            at += part.length;
        }
        return joined;
    }

    static void wipe(byte[] secret) {
        Arrays.fill(secret, (byte) 0);
    }
}
