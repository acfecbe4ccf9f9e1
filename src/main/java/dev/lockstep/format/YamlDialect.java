package dev.lockstep.format;

import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;

/// Where the parser used here (YAML 1.2) and go-yaml 3.0.4 (mostly 1.1) read the same bytes differently. What they differ on is refused,
/// so that a file never means one thing here and another to sops; `docs/yaml-differences.md` lists the cases.
final class YamlDialect {
    private YamlDialect() {}

    /// Checks a plain scalar.
    ///
    /// @param text for its bytes from `start` to `end`
    static void checkPlain(YamlText text, int start, int end, boolean inFlow, int line) {
        if (!inFlow || start == end) {
            return;
        }
        byte after = text.at(end);
        boolean colonEndsIt = after == ':' && !isWhite(text.at(end + 1)) && end + 1 < text.end();
        if (colonEndsIt || text.has('?', start, end)) {
            throw differs(line);
        }
    }

    /// Checks a text in double quotes: `\/` is an escape of YAML 1.2 only.
    static void checkDoubleQuoted(YamlText text, int start, int end, int line) {
        for (int at = start; at < end; at++) {
            if (text.at(at) == '\\' && text.at(++at) == '/') {
                throw new LockstepException(
                        Kind.INPUT_MALFORMED, "quoted text is malformed", ":" + line, "write the slash without backslash");
            }
        }
    }

    /// Checks the name of an anchor.
    static void checkAnchor(String name, int line) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
            if (!letter && c != '_' && c != '-') {
                throw new LockstepException(
                        Kind.INPUT_MALFORMED,
                        "anchor has other characters than letters, digits, _ and -",
                        ":" + line,
                        "rename the anchor");
            }
        }
    }

    static LockstepException differs(int line) {
        return new LockstepException(
                Kind.INPUT_MALFORMED,
                "YAML parsers differ on what stands here",
                ":" + line,
                "write it in a plainer way, with quotes and blanks around colons and commas");
    }

    private static boolean isWhite(byte c) {
        return c == ' ' || c == '\t' || c == '\n' || c == '\r';
    }
}
