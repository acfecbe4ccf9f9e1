package dev.lockstep.format;

import java.math.BigInteger;

/// Integers as Go's `strconv` reads them with base 0: decimal, `0x`, `0b`, `0o` in either case, and octal by a leading
/// zero.
sealed interface YamlIntegers {
    /// Fits 64 bits with sign.
    record Signed(long number) implements YamlIntegers {}

    /// Fits 64 bits only without sign: go-yaml reads it, sops cannot encrypt it.
    record TooLarge() implements YamlIntegers {}

    /// No integer, or one beyond 64 bits.
    record None() implements YamlIntegers {}

    static YamlIntegers parse(String text) {
        int at = text.startsWith("-") || text.startsWith("+") ? 1 : 0;
        int radix = 10;
        int from = at;
        if (text.startsWith("0", at) && text.length() > at + 1) {
            radix = switch (text.charAt(at + 1)) {
                case 'x', 'X' -> 16;
                case 'b', 'B' -> 2;
                case 'o', 'O' -> 8;
                default -> 0;
            };
            from = radix == 0 ? at + 1 : at + 2;
            radix = radix == 0 ? 8 : radix;
        }
        if (from >= text.length()) {
            return new None();
        }
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c > 'f' || Character.digit(c, radix) < 0) {
                return new None();
            }
        }
        if (text.length() - from <= 12) {
            long size = Long.parseLong(text, from, text.length(), radix);
            return new Signed(text.charAt(0) == '-' ? -size : size);
        }
        if (text.length() > 80) {
            return beyond(text, from, radix, at);
        }
        return of(new BigInteger(text.substring(from), radix), text, at);
    }

    /// Long texts may be leading zeros only; those are cut first so that no conversion is quadratic.
    private static YamlIntegers beyond(String text, int from, int radix, int sign) {
        int first = from;
        while (first < text.length() - 1 && text.charAt(first) == '0') {
            first++;
        }
        return text.length() - first > 64 ? new None() : of(new BigInteger(text.substring(first), radix), text, sign);
    }

    private static YamlIntegers of(BigInteger size, String text, int sign) {
        var number = text.charAt(0) == '-' ? size.negate() : size;
        if (number.bitLength() <= 63) {
            return new Signed(number.longValue());
        }
        return sign == 0 && number.bitLength() <= 64 ? new TooLarge() : new None();
    }
}
