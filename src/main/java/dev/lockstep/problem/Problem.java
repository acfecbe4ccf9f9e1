package dev.lockstep.problem;

import java.util.List;

/// Describes what went wrong, where, and what to do next. Holds no value, key or credential: safe to print, log and put
/// into a status.
///
/// @param what lower case, no full stop: `encrypted_regex does not compile`
/// @param where file, with line or key path if known: `.sops.yaml:7`; empty when there is no place
/// @param next an order to the reader: `close the bracket at column 12`; empty when there is nothing to add
/// @param causes one line for each of several causes, whole; empty when there is one, which `what` tells
public record Problem(Kind kind, String what, String where, String next, List<String> causes) {
    public Problem {
        causes = List.copyOf(causes);
    }

    public Problem(Kind kind, String what, String where, String next) {
        this(kind, what, where, next, List.of());
    }

    /// One problem of one or several causes: a single one is the headline itself, several stand below one.
    ///
    /// @param headline what several have in common
    public static Problem of(Kind kind, String headline, List<String> causes, String next) {
        return causes.size() == 1
                ? new Problem(kind, causes.getFirst(), "", next)
                : new Problem(kind, headline, "", next, causes);
    }

    /// The headline, control characters escaped: `WHERE: WHAT`. Causes and hint are rendered by [ProblemText].
    public String line() {
        return escaped(where.isEmpty() ? what : where + ": " + what);
    }

    /// The same problem, seen as another kind: a malformed input is told apart by whether it was meant to be encrypted.
    public Problem as(Kind other) {
        return new Problem(other, what, where, next, causes);
    }

    /// The same problem with the file's name in front of its place.
    public Problem in(String file) {
        if (where.isEmpty()) {
            return new Problem(kind, what, file, next, causes);
        }
        // A place inside the file is either `:LINE` or a key path.
        return new Problem(kind, what, where.startsWith(":") ? file + where : file + ": " + where, next, causes);
    }

    /// Makes terminal escapes and line breaks visible: names and keys come from files that strangers wrote.
    public static String escaped(String text) {
        var out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (c < 0x20 || (c >= 0x7f && c < 0xa0) || c == '\u2028' || c == '\u2029') {
                        out.append("\\u");
                        String hex = Integer.toHexString(c);
                        out.repeat('0', 4 - hex.length()).append(hex);
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        return out.toString();
    }
}
