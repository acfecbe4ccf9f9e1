package dev.lockstep.format;

/// Validates and decodes strict UTF-8 (Unicode 17, table 3-7): no overlong forms, no surrogates, nothing above
/// U+10FFFF. Looks at bytes, makes no text.
final class Utf8 {
    private Utf8() {}

    /// The offset of the first byte that does not belong to a well-formed character, or -1.
    static int firstInvalid(byte[] bytes) {
        int at = 0;
        while (at < bytes.length) {
            if (bytes[at] >= 0) {
                at++;
                continue;
            }
            int width = width(bytes, at);
            if (width == 0) {
                return at;
            }
            at += width;
        }
        return -1;
    }

    static boolean isValid(byte[] bytes) {
        return firstInvalid(bytes) < 0;
    }

    /// How many bytes the character at `at` has, or 0 if it is not well formed.
    static int width(byte[] bytes, int at) {
        int lead = bytes[at] & 0xff;
        if (lead < 0x80) {
            return 1;
        }
        if (lead < 0xc2 || lead > 0xf4) {
            return 0;
        }
        int width = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
        if (at + width > bytes.length) {
            return 0;
        }
        int second = bytes[at + 1] & 0xff;
        int least = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
        int most = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
        if (second < least || second > most) {
            return 0;
        }
        for (int i = 2; i < width; i++) {
            if ((bytes[at + i] & 0xc0) != 0x80) {
                return 0;
            }
        }
        return width;
    }

    /// The code point of the well-formed character at `at`.
    static int codePoint(byte[] bytes, int at) {
        int lead = bytes[at] & 0xff;
        return switch (width(bytes, at)) {
            case 1 -> lead;
            case 2 -> (lead & 0x1f) << 6 | tail(bytes, at + 1);
            case 3 -> (lead & 0x0f) << 12 | tail(bytes, at + 1) << 6 | tail(bytes, at + 2);
            case 4 -> (lead & 0x07) << 18 | tail(bytes, at + 1) << 12 | tail(bytes, at + 2) << 6 | tail(bytes, at + 3);
            default -> throw new IllegalStateException("not UTF-8 at byte " + at);
        };
    }

    /// Writes a code point that is not a surrogate.
    static void put(int codePoint, ByteSink to) {
        if (codePoint < 0x80) {
            to.put(codePoint);
        } else if (codePoint < 0x800) {
            to.put(0xc0 | codePoint >> 6).put(0x80 | codePoint & 0x3f);
        } else if (codePoint < 0x10000) {
            to.put(0xe0 | codePoint >> 12).put(0x80 | codePoint >> 6 & 0x3f).put(0x80 | codePoint & 0x3f);
        } else {
            to.put(0xf0 | codePoint >> 18).put(0x80 | codePoint >> 12 & 0x3f);
            to.put(0x80 | codePoint >> 6 & 0x3f).put(0x80 | codePoint & 0x3f);
        }
    }

    private static int tail(byte[] bytes, int at) {
        return bytes[at] & 0x3f;
    }
}
