package dev.lockstep.format;

import java.util.Arrays;

/// Splits text into the lines of a literal block.
final class YamlLiteral {
    private YamlLiteral() {}

    /// Whether sops would write this text as a literal block.
    static boolean shows(byte[] text) {
        return YamlScalarText.styleOf(text) == YamlScalarText.Style.LITERAL;
    }

    /// Whether it is printable text without a break but perhaps one at the end.
    static boolean isOneLine(byte[] text) {
        if (text.length == 0) {
            return false;
        }
        int end = text[text.length - 1] == '\n' ? text.length - 1 : text.length;
        return end > 0 && !needsIndicator(text) && YamlScalarText.isSingleQuotable(Arrays.copyOf(text, end));
    }

    /// Whether the indentation cannot be told from the first line.
    static boolean needsIndicator(byte[] text) {
        return text.length > 0 && (text[0] == ' ' || text[0] == '\n' || text[0] == '\t');
    }

    static int breaksAtEnd(byte[] text) {
        int at = text.length;
        while (at > 0 && text[at - 1] == '\n') {
            at--;
        }
        return text.length - at;
    }

    /// `|` and what has to follow it.
    static String header(byte[] text, int indicator) {
        int breaks = breaksAtEnd(text);
        String indent = needsIndicator(text) ? Integer.toString(Math.min(indicator, 9)) : "";
        boolean keeps = breaks > 1 || breaks == text.length;
        return "|" + indent + (breaks == 0 ? "-" : keeps ? "+" : "");
    }

    /// All lines, each with a break before it; the last break is left to the file.
    static byte[] body(byte[] text, int indent, byte[] lineBreak) {
        int breaks = breaksAtEnd(text);
        var out = new ByteSink(text.length + 64L);
        putLines(text, text.length - breaks, indent, lineBreak, out);
        for (int i = 1; i < breaks; i++) {
            out.put(lineBreak);
        }
        return out.finish();
    }

    /// The same without the breaks at the end.
    static byte[] lines(byte[] text, int indent, byte[] lineBreak) {
        var out = new ByteSink(text.length + 64L);
        putLines(text, text.length - breaksAtEnd(text), indent, lineBreak, out);
        return out.finish();
    }

    private static void putLines(byte[] text, int end, int indent, byte[] lineBreak, ByteSink out) {
        int start = 0;
        do {
            int stop = start;
            while (stop < end && text[stop] != '\n') {
                stop++;
            }
            out.put(lineBreak);
            if (stop > start) {
                out.repeat(' ', indent).put(text, start, stop);
            }
            start = stop + 1;
        } while (start <= end && end > 0);
    }
}
