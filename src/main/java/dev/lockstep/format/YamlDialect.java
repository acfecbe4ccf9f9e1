package dev.lockstep.format;

import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;

/// Where the parser used here (YAML 1.2) and go-yaml 3.0.4 (mostly 1.1) read the same bytes differently. What they
/// differ on is refused, so that a file never means one thing here and another to sops; `docs/yaml-differences.md`
/// lists the cases.
final class YamlDialect {
    private YamlDialect() {}

    /// Checks a plain scalar.
    ///
    /// @param text for its bytes from `start` to `end`
    static void checkPlain(YamlText text, int start, int end, boolean inFlow, int line) {
        if (!inFlow || start == end) {
            return;
        }
        int next = end;
        while (text.isWhite(next)) {
            next++;
        }
        boolean colonEndsIt = text.at(next) == ':' && !text.isWhite(next + 1) && next + 1 < text.end();
        if (colonEndsIt || text.has('?', start, end)) {
            throw differs(line);
        }
    }

    /// Checks a text in double quotes: `\/` is an escape of YAML 1.2 only, and half a surrogate pair is no character.
    static void checkDoubleQuoted(YamlText text, int start, int end, int line) {
        for (int at = start; at < end; at++) {
            if (text.at(at) != '\\') {
                continue;
            }
            at++;
            if (isSurrogate(text, at)) {
                throw new LockstepException(
                        Kind.INPUT_MALFORMED,
                        "quoted text is malformed",
                        ":" + line,
                        "write the character itself, or with eight digits as \\U0001F600");
            }
            if (text.at(at) == '/') {
                throw new LockstepException(
                        Kind.INPUT_MALFORMED,
                        "quoted text is malformed",
                        ":" + line,
                        "write the slash without backslash");
            }
        }
    }

    /// Whether an escape stands for half a pair: `\uD800` to `\uDFFF`.
    private static boolean isSurrogate(YamlText text, int escape) {
        int at = escape + 1;
        if (text.at(escape) == 'U') {
            while (at < escape + 5 && text.at(at) == '0') {
                at++;
            }
            if (at < escape + 5) {
                return false;
            }
        } else if (text.at(escape) != 'u') {
            return false;
        }
        int second = text.at(at + 1);
        return (text.at(at) | 0x20) == 'd'
                && (second == '8' || second == '9' || second >= 'A' && second <= 'F' || second >= 'a' && second <= 'f');
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

    /// Checks a plain scalar over several lines and the white space behind it: a tab does not indent.
    ///
    /// @param indent columns that a line must be indented by
    static void checkPlainTabs(YamlText text, int start, int end, int indent, int line) {
        int column = indent;
        for (int at = start; at < end; at++) {
            byte c = text.at(at);
            if (c == '\t' && column < indent) {
                throw tab(line);
            }
            column = isBreak(text, at) ? 0 : c == ' ' ? column + 1 : c == '\t' ? column : indent;
        }
    }

    /// Checks the lines of a block scalar: before its indentation is reached, there are only spaces.
    ///
    /// @param from behind the header's line break
    /// @param indent columns that the header or the first line of text demands; 0 if the first line decides
    static void checkBlockTabs(YamlText text, int from, int end, int indent, int line) {
        int wanted = indent;
        int column = 0;
        boolean inText = false;
        for (int at = from; at < end; at++) {
            byte c = text.at(at);
            if (isBreak(text, at)) {
                column = 0;
                inText = false;
            } else if (!inText && !(c == (byte) 0xC2 && isBreak(text, at + 1))) {
                if (c == '\t' && (wanted == 0 || column < wanted)) {
                    throw tab(line);
                }
                if (c == ' ' && (wanted == 0 || column < wanted)) {
                    column++;
                } else {
                    inText = true;
                    wanted = wanted == 0 ? Math.max(column, 1) : wanted;
                }
            }
        }
    }

    /// Whether the parser gave a line break to a block scalar that ends with the file and without one.
    ///
    /// @param line of the scalar, for the error if that cannot be told
    static boolean addsBreak(YamlText text, String value, int line) {
        int end = text.end();
        if (!value.endsWith("\n") || isBreak(text, end - 1)) {
            return false;
        }
        int lastLine = spacesBefore(text, end);
        if (lastLine > 0 && !isBreak(text, lastLine - 1)) {
            return true;
        }
        // The last line is blank: text if it is longer than the indentation, which shows in the value.
        int from = value.lastIndexOf('\n', value.length() - 2) + 1;
        boolean blankInValue =
                from < value.length() - 1 && value.substring(from).isBlank();
        if (blankInValue && spacesBefore(text, lastLine - 1) < lastLine - 1) {
            int before = spacesBefore(text, lastLine - 1);
            if (before == 0 || isBreak(text, before - 1)) {
                throw differs(line);
            }
        }
        return blankInValue;
    }

    private static int spacesBefore(YamlText text, int end) {
        int at = end;
        while (at > 0 && (text.at(at - 1) == ' ' || text.at(at - 1) == '\t')) {
            at--;
        }
        return at;
    }

    private static boolean isBreak(YamlText text, int offset) {
        return text.at(offset) == '\n'
                || text.at(offset) == '\r'
                || text.at(offset) == (byte) 0x85 && text.at(offset - 1) == (byte) 0xC2;
    }

    static LockstepException tab(int line) {
        return new LockstepException(Kind.INPUT_MALFORMED, "tab in the indentation", ":" + line, "indent with spaces");
    }

    static LockstepException differs(int line) {
        return new LockstepException(
                Kind.INPUT_MALFORMED,
                "YAML parsers differ on what stands here",
                ":" + line,
                "write it in a plainer way, with quotes and spaces around colons and commas");
    }
}
