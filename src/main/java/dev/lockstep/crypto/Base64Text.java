package dev.lockstep.crypto;

import java.util.Arrays;

/// Encodes and decodes standard base64 with padding (RFC 4648 §4) in byte arrays, piece by piece, so that a large value
/// needs no second copy.
///
/// Strict: no line breaks, padding wanted, unused bits zero. One value has exactly one text.
final class Base64Text {
    private static final byte[] ALPHABET = new byte[64];
    private static final byte[] VALUES = new byte[128];

    static {
        Arrays.fill(VALUES, (byte) -1);
        for (int i = 0; i < 64; i++) {
            int letter = i < 26 ? 'A' + i : i < 52 ? 'a' + i - 26 : i < 62 ? '0' + i - 52 : i == 62 ? '+' : '/';
            ALPHABET[i] = (byte) letter;
            VALUES[letter] = (byte) i;
        }
    }

    private Base64Text() {}

    static int encodedLength(int length) {
        return Math.toIntExact((length + 2L) / 3 * 4);
    }

    /// Writes the text of `bytes[from, to)` at `at`; padding appears where the length is no multiple of three.
    ///
    /// @return the offset behind the text
    static int encode(byte[] bytes, int from, int to, byte[] out, int at) {
        int in = from;
        for (; in + 2 < to; in += 3) {
            int bits = (bytes[in] & 0xff) << 16 | (bytes[in + 1] & 0xff) << 8 | (bytes[in + 2] & 0xff);
            out[at] = ALPHABET[bits >> 18];
            out[at + 1] = ALPHABET[bits >> 12 & 63];
            out[at + 2] = ALPHABET[bits >> 6 & 63];
            out[at + 3] = ALPHABET[bits & 63];
            at += 4;
        }
        if (in < to) {
            boolean two = to - in == 2;
            int bits = (bytes[in] & 0xff) << 16 | (two ? (bytes[in + 1] & 0xff) << 8 : 0);
            out[at] = ALPHABET[bits >> 18];
            out[at + 1] = ALPHABET[bits >> 12 & 63];
            out[at + 2] = two ? ALPHABET[bits >> 6 & 63] : (byte) '=';
            out[at + 3] = '=';
            at += 4;
        }
        return at;
    }

    /// How many bytes the text stands for, going by its length and padding alone; -1 if it can be no base64.
    static int decodedLength(byte[] text, int from, int to) {
        int length = to - from;
        if (length % 4 != 0) {
            return -1;
        }
        int padding = length == 0 || text[to - 1] != '=' ? 0 : text[to - 2] != '=' ? 1 : 2;
        return length / 4 * 3 - padding;
    }

    /// Decodes whole groups of four.
    ///
    /// @return the number of bytes written at `at`; -1 if the text is malformed
    static int decode(byte[] text, int from, int to, byte[] out, int at) {
        int start = at;
        int in = from;
        for (; in + 4 < to || (in + 4 == to && text[to - 1] != '='); in += 4) {
            int bits =
                    value(text[in]) << 18 | value(text[in + 1]) << 12 | value(text[in + 2]) << 6 | value(text[in + 3]);
            if (bits < 0) {
                return -1;
            }
            out[at] = (byte) (bits >> 16);
            out[at + 1] = (byte) (bits >> 8);
            out[at + 2] = (byte) bits;
            at += 3;
        }
        if (in == to) {
            return at - start;
        }
        boolean two = text[in + 2] != '=';
        int bits = value(text[in]) << 18 | value(text[in + 1]) << 12 | (two ? value(text[in + 2]) << 6 : 0);
        if (bits < 0 || (bits & (two ? 0xff : 0xffff)) != 0) {
            return -1;
        }
        out[at++] = (byte) (bits >> 16);
        if (two) {
            out[at++] = (byte) (bits >> 8);
        }
        return at - start;
    }

    /// The six bits of a letter; -1 for what is none, which keeps the sign bit set whatever it is joined with.
    private static int value(byte letter) {
        return letter < 0 ? -1 : VALUES[letter];
    }
}
