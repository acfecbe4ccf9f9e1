package dev.lockstep.keys.age;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Encodes and decodes Bech32 text (BIP 173) of any length: a readable prefix, `1`, data and a checksum. One spelling
/// only: no mixed case, and unused bits are zero.
final class Bech32 {
    private static final String ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    private static final int[] GENERATOR = {0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3};
    private static final int CHECKSUM_DIGITS = 6;

    private final String prefix;
    private final byte[] data;

    private Bech32(String prefix, byte[] data) {
        this.prefix = prefix;
        this.data = data;
    }

    /// In the case of the text: `age`, `AGE-SECRET-KEY-`.
    String prefix() {
        return prefix;
    }

    /// The data itself, not a copy. Whoever decoded a secret wipes it.
    byte[] data() {
        return data;
    }

    /// @return null if the text is not Bech32 or its checksum is wrong
    static @Nullable Bech32 decode(byte[] text) {
        var separator = text.length - 1;
        while (separator >= 0 && text[separator] != '1') {
            separator--;
        }
        if (separator < 1 || text.length - separator - 1 < CHECKSUM_DIGITS || !isOneCase(text)) {
            return null;
        }
        var digits = new byte[text.length - separator - 1];
        for (int i = 0; i < digits.length; i++) {
            digits[i] = (byte) ALPHABET.indexOf(lower(text[separator + 1 + i]));
            if (digits[i] < 0) {
                return null;
            }
        }
        var prefix = Ascii.text(text, 0, separator);
        if (polymod(polymodPrefix(prefix), digits, digits.length) != 1) {
            return null;
        }
        var data = toBytes(digits, digits.length - CHECKSUM_DIGITS);
        Ascii.wipe(digits);
        return data == null ? null : new Bech32(prefix, data);
    }

    /// The text in the case of `prefix`, which must be of one case.
    static byte[] encode(String prefix, byte[] data) {
        var upper = prefix.equals(prefix.toUpperCase(Locale.ROOT));
        var digits = toDigits(data);
        var checksum = polymod(polymodPrefix(prefix), digits, digits.length);
        checksum = polymod(checksum, new byte[CHECKSUM_DIGITS], CHECKSUM_DIGITS) ^ 1;
        var text = new byte[prefix.length() + 1 + digits.length + CHECKSUM_DIGITS];
        System.arraycopy(Ascii.bytes(prefix), 0, text, 0, prefix.length());
        text[prefix.length()] = '1';
        var at = prefix.length() + 1;
        for (var digit : digits) {
            text[at++] = digitOf(digit, upper);
        }
        for (int i = 0; i < CHECKSUM_DIGITS; i++) {
            text[at++] = digitOf(checksum >> 5 * (CHECKSUM_DIGITS - 1 - i) & 31, upper);
        }
        Ascii.wipe(digits);
        return text;
    }

    private static boolean isOneCase(byte[] text) {
        var hasLower = false;
        var hasUpper = false;
        for (var character : text) {
            if (character < 33 || character > 126) {
                return false;
            }
            hasLower |= character >= 'a' && character <= 'z';
            hasUpper |= character >= 'A' && character <= 'Z';
        }
        return !(hasLower && hasUpper);
    }

    private static byte lower(byte character) {
        return character >= 'A' && character <= 'Z' ? (byte) (character + 32) : character;
    }

    private static byte digitOf(int digit, boolean upper) {
        var character = ALPHABET.charAt(digit);
        return (byte) (upper && character >= 'a' ? character - 32 : character);
    }

    private static int polymodPrefix(String prefix) {
        var expanded = new byte[2 * prefix.length() + 1];
        for (int i = 0; i < prefix.length(); i++) {
            var character = lower((byte) prefix.charAt(i));
            expanded[i] = (byte) (character >> 5);
            expanded[prefix.length() + 1 + i] = (byte) (character & 31);
        }
        return polymod(1, expanded, expanded.length);
    }

    private static int polymod(int start, byte[] digits, int count) {
        var checksum = start;
        for (int i = 0; i < count; i++) {
            var top = checksum >>> 25;
            checksum = (checksum & 0x1ffffff) << 5 ^ digits[i];
            for (int bit = 0; bit < 5; bit++) {
                checksum ^= (top >> bit & 1) == 1 ? GENERATOR[bit] : 0;
            }
        }
        return checksum;
    }

    private static byte @Nullable [] toBytes(byte[] digits, int count) {
        var unused = count * 5 % 8;
        if (unused >= 5) {
            return null;
        }
        var bytes = new byte[count * 5 / 8];
        var buffered = 0;
        var bits = 0;
        for (int i = 0, at = 0; i < count; i++) {
            buffered = (buffered << 5 | digits[i]) & 0xFFF;
            bits += 5;
            if (bits >= 8) {
                bits -= 8;
                bytes[at++] = (byte) (buffered >> bits);
            }
        }
        return (buffered & (1 << unused) - 1) == 0 ? bytes : null;
    }

    private static byte[] toDigits(byte[] data) {
        var digits = new byte[(data.length * 8 + 4) / 5];
        var buffered = 0;
        var bits = 0;
        var at = 0;
        for (var octet : data) {
            buffered = (buffered << 8 | octet & 0xFF) & 0xFFF;
            bits += 8;
            while (bits >= 5) {
                bits -= 5;
                digits[at++] = (byte) (buffered >> bits & 31);
            }
        }
        if (bits > 0) {
            digits[at] = (byte) (buffered << 5 - bits & 31);
        }
        return digits;
    }
}
