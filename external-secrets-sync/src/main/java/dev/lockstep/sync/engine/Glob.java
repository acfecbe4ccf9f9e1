package dev.lockstep.sync.engine;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Matches a pattern of a gjson path: `*` is any text, `?` any character, a backslash takes the meaning from the next
/// one.
final class Glob {
    private static final int ANY_TEXT = 256;
    private static final int ANY_CHARACTER = 257;

    /// Bytes and wildcards.
    private final List<Integer> parts;

    private Glob(List<Integer> parts) {
        this.parts = parts;
    }

    static Glob of(String pattern) {
        List<Integer> parts = new ArrayList<>();
        byte[] bytes = pattern.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < bytes.length; i++) {
            switch (bytes[i]) {
                case '*' -> parts.add(ANY_TEXT);
                case '?' -> parts.add(ANY_CHARACTER);
                case '\\' -> {
                    if (++i < bytes.length) {
                        parts.add(bytes[i] & 0xff);
                    }
                }
                default -> parts.add(bytes[i] & 0xff);
            }
        }
        return new Glob(parts);
    }

    /// How many steps a match may take: of one without `*` no more than the pattern is long.
    long cost(int textLength) {
        return parts.contains(ANY_TEXT) ? (long) parts.size() * (textLength + 1) : parts.size();
    }

    /// Takes a time of at most the product of both lengths: a failed attempt goes back to the last `*` only.
    boolean matches(byte[] text) {
        int at = 0;
        int part = 0;
        int retryAt = -1;
        int retryPart = -1;
        while (at < text.length) {
            int wanted = part < parts.size() ? parts.get(part) : -1;
            if (wanted == ANY_TEXT) {
                retryPart = ++part;
                retryAt = at;
            } else if (wanted == ANY_CHARACTER) {
                part++;
                at += Math.max(1, Utf8.length(text, at));
            } else if (wanted == (text[at] & 0xff)) {
                part++;
                at++;
            } else if (retryPart >= 0) {
                part = retryPart;
                at = ++retryAt;
            } else {
                return false;
            }
        }
        return parts.subList(part, parts.size()).stream().allMatch(rest -> rest == ANY_TEXT);
    }
}
