package dev.lockstep.format;

import dev.lockstep.document.Span;
import java.nio.charset.StandardCharsets;

/// Walks the lines of a dotenv file as sops splits it: at line feeds only. Behind a last line feed stands one more,
/// empty line, so that lines joined by line feeds are the file again.
final class DotenvLines {
    /// What begins the key of a metadata line.
    static final String PREFIX = "sops_";

    private static final byte[] PREFIX_BYTES = PREFIX.getBytes(StandardCharsets.US_ASCII);

    /// What a line is.
    enum Kind {
        BLANK,
        COMMENT,
        ENTRY,
        /// An entry whose key begins with `sops_`.
        METADATA,
        /// Neither of these: it has no `=`.
        INVALID
    }

    private final byte[] source;
    private int number;
    private int start;
    private int end = -1;
    private int equals;
    private Kind kind = Kind.BLANK;

    DotenvLines(byte[] source) {
        this.source = source;
    }

    /// Goes to the next line.
    ///
    /// @return false if there is none
    boolean next() {
        if (isLast()) {
            return false;
        }
        number++;
        start = end + 1;
        end = indexOf((byte) '\n', start, source.length);
        equals = indexOf((byte) '=', start, end);
        kind = kindHere();
        return true;
    }

    private Kind kindHere() {
        if (start == end) {
            return Kind.BLANK;
        }
        if (source[start] == '#') {
            return Kind.COMMENT;
        }
        if (equals == end) {
            return Kind.INVALID;
        }
        return startsWithPrefix() ? Kind.METADATA : Kind.ENTRY;
    }

    private boolean startsWithPrefix() {
        if (equals - start < PREFIX_BYTES.length) {
            return false;
        }
        for (int i = 0; i < PREFIX_BYTES.length; i++) {
            if (source[start + i] != PREFIX_BYTES[i]) {
                return false;
            }
        }
        return true;
    }

    private int indexOf(byte wanted, int from, int to) {
        int at = from;
        while (at < to && source[at] != wanted) {
            at++;
        }
        return at;
    }

    boolean isLast() {
        return end == source.length;
    }

    Kind kind() {
        return kind;
    }

    int start() {
        return start;
    }

    /// Where the line ends, its line feed left out.
    int end() {
        return end;
    }

    /// The whole line.
    Span span() {
        return new Span(start, end);
    }

    Span key() {
        return new Span(start, equals);
    }

    Span value() {
        return new Span(equals + 1, end);
    }

    /// The line for people: `:LINE`, counted from 1.
    String place() {
        return ":" + number;
    }
}
