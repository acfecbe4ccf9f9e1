package dev.lockstep.format;

import java.util.List;

/// Where the YAML emitter stands in its output: lines, columns, and the comments that wait for their place. Behaves as
/// go-yaml 3.0.4 does, whose rules for space lines around comments follow from this state.
final class YamlLayout {
    private final ByteSink out;
    private int column;
    /// Whether the last thing written was white space, so that no space is needed before the next.
    private boolean whitespace = true;
    /// Whether nothing but indentation and the signs `-`, `?` and `:` stands on this line.
    private boolean indention = true;
    /// The indentation of the foot comment just written, or -1: a space line parts it from what follows at that depth.
    private int footIndent = -1;

    YamlLayout(ByteSink out) {
        this.out = out;
    }

    /// Begins a line at this indentation, unless it has begun already.
    void indent(int indent) {
        int wanted = Math.max(indent, 0);
        if (!indention || column > wanted || column == wanted && !whitespace) {
            breakLine();
        }
        if (footIndent == wanted) {
            breakLine();
        }
        if (column < wanted) {
            out.repeat(' ', wanted - column);
            column = wanted;
        }
        whitespace = true;
        footIndent = -1;
    }

    void breakLine() {
        out.put('\n');
        column = 0;
        indention = true;
    }

    /// A sign that keeps what follows on its line: `- `, `? `, `: ` of an explicit key.
    void sign(char sign) {
        blank();
        out.put(sign);
        column++;
        whitespace = false;
    }

    /// The colon behind a key.
    void colon() {
        out.put(':');
        column++;
        whitespace = false;
        indention = false;
    }

    void open(char bracket) {
        blank();
        out.put(bracket);
        column++;
        whitespace = true;
        indention = false;
    }

    void close(char bracket) {
        out.put(bracket);
        column++;
        whitespace = false;
        indention = false;
    }

    boolean atLineStart() {
        return column == 0;
    }

    /// Text that holds no break, a space before it where one is needed.
    void text(byte[] text) {
        blank();
        raw(text, 0, text.length);
    }

    void text(String ascii) {
        blank();
        out.put(ascii);
        column += ascii.length();
        whitespace = false;
        indention = false;
    }

    /// Goes on behind the text just written.
    void append(String ascii) {
        out.put(ascii);
        column += ascii.length();
    }

    private void raw(byte[] text, int start, int end) {
        out.put(text, start, end);
        column += end - start;
        whitespace = false;
        indention = false;
    }

    private void blank() {
        if (!whitespace) {
            out.put(' ');
            column++;
        }
    }

    /// Text that may hold breaks; what follows a break is indented.
    void lines(byte[] text, int indent, boolean singleQuoted) {
        int start = 0;
        boolean broken = !singleQuoted;
        for (int at = 0; at < text.length; ) {
            int width = Utf8.width(text, at);
            if (YamlSyntax.isBreak(Utf8.codePoint(text, at))) {
                piece(text, start, at);
                breakAs(text, at, width);
                broken = true;
                start = at + width;
            } else if (broken) {
                indent(indent);
                broken = false;
            }
            if (singleQuoted && text[at] == '\'') {
                piece(text, start, at);
                out.put('\'');
                column++;
                start = at;
            }
            at += width;
        }
        piece(text, start, text.length);
    }

    private void piece(byte[] text, int start, int end) {
        if (end > start) {
            out.put(text, start, end);
            column += end - start;
            indention = false;
        }
    }

    private void breakAs(byte[] text, int at, int width) {
        if (text[at] == '\n') {
            breakLine();
        } else {
            out.put(text, at, at + width);
            column = 0;
            indention = true;
        }
    }

    void quote() {
        out.put('\'');
        column++;
        whitespace = false;
        indention = false;
    }

    void openQuote() {
        blank();
        quote();
    }

    /// A block begins behind its header: what comes next stands on a line of its own.
    void blockBegins() {
        whitespace = true;
    }

    /// Comments on lines of their own; a line break inside one makes two of it.
    void comment(List<byte[]> comments, int indent) {
        indent(indent);
        commentLines(comments, indent);
    }

    /// Comments behind a value; the first on its line.
    void commentBehind(List<byte[]> comments, int indent) {
        blank();
        commentLines(comments, indent);
    }

    void footBelow(int indent) {
        footIndent = Math.max(indent, 0);
    }

    void forgetFoot() {
        footIndent = -1;
    }

    private void commentLines(List<byte[]> comments, int indent) {
        boolean broken = false;
        for (int i = 0; i < comments.size(); i++) {
            if (i > 0) {
                breakLine();
                indent(indent);
            }
            out.put('#');
            column++;
            indention = false;
            broken = commentText(comments.get(i), indent);
        }
        if (!broken) {
            breakLine();
        }
        whitespace = true;
    }

    /// Returns whether the text ends with a break.
    private boolean commentText(byte[] text, int indent) {
        boolean broken = false;
        int start = 0;
        for (int at = 0; at < text.length; ) {
            int width = Utf8.width(text, at);
            if (YamlSyntax.isBreak(Utf8.codePoint(text, at))) {
                piece(text, start, at);
                breakAs(text, at, width);
                broken = true;
                start = at + width;
            } else if (broken) {
                indent(indent);
                if (text[at] != '#') {
                    out.put("# ");
                    column += 2;
                }
                broken = false;
            }
            at += width;
        }
        piece(text, start, text.length);
        return broken;
    }
}
