package dev.lockstep.sync.engine;

import dev.lockstep.secret.Plaintext;
import dev.lockstep.secret.Plaintext.Type;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Decodes base64 as Go's standard and URL encodings do (RFC 4648 §4, §5): padding is a must, line breaks are skipped,
/// what follows the padding is refused.
final class Decoder {
    private static final String COMMON = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private static final byte[] STANDARD = table(COMMON + "+/");
    private static final byte[] URL = table(COMMON + "-_");
    private static final int NONE = -1;

    private Decoder() {}

    /// @return the caller's own; null if the value is not so encoded
    static @Nullable Plaintext decode(Plaintext value, Decoding decoding) {
        return switch (decoding) {
            case NONE -> value.copy();
            case BASE64 -> decode(value.lent(), STANDARD);
            case BASE64_URL -> decode(value.lent(), URL);
            case AUTO -> {
                var standard = decode(value.lent(), STANDARD);
                var either = standard == null ? decode(value.lent(), URL) : standard;
                yield either == null ? value.copy() : either;
            }
        };
    }

    private static @Nullable Plaintext decode(byte[] text, byte[] table) {
        byte[] out = new byte[text.length / 4 * 3 + 3];
        try {
            int length = decode(text, table, out);
            return length == NONE ? null : Plaintext.owning(Type.STRING, Arrays.copyOf(out, length));
        } finally {
            Arrays.fill(out, (byte) 0);
        }
    }

    /// @return how many bytes; [#NONE] if the text is no base64
    private static int decode(byte[] text, byte[] table, byte[] out) {
        int length = 0;
        int digits = 0;
        int padding = 0;
        int bits = 0;
        for (byte c : text) {
            if (c == '\n' || c == '\r') {
                continue;
            }
            boolean pad = c == '=';
            int digit = pad ? 0 : c < 0 ? NONE : table[c];
            boolean misplaced = pad ? digits % 4 < 2 && padding == 0 : padding > 0;
            if (digit == NONE || misplaced || padding > 0 && digits % 4 == 0) {
                return NONE;
            }
            padding += pad ? 1 : 0;
            bits = bits << 6 | digit;
            if (++digits % 4 == 0) {
                for (int shift = 16; shift >= 8 * padding; shift -= 8) {
                    out[length++] = (byte) (bits >>> shift);
                }
            }
        }
        return digits % 4 == 0 ? length : NONE;
    }

    private static byte[] table(String digits) {
        byte[] table = new byte[128];
        Arrays.fill(table, (byte) NONE);
        for (int i = 0; i < digits.length(); i++) {
            table[digits.charAt(i)] = (byte) i;
        }
        return table;
    }
}
