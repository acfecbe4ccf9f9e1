package dev.lockstep.format;

import java.util.Arrays;

/// Indexes the bytes of a YAML file by lines and columns. A line ends with LF, CR LF or CR; a byte order mark is not
/// part of the first.
final class YamlLines {
    final byte[] bytes;
    private final int first;

    YamlLines(byte[] bytes) {
        this.bytes = bytes;
        boolean marked = bytes.length >= 3
                && (bytes[0] & 0xff) == 0xef
                && (bytes[1] & 0xff) == 0xbb
                && (bytes[2] & 0xff) == 0xbf;
        first = marked ? 3 : 0;
    }

    int end() {
        return bytes.length;
    }

    /// The byte at an offset; 0 outside.
    int at(int offset) {
        return offset >= 0 && offset < bytes.length ? bytes[offset] : 0;
    }

    /// Where the line begins that `offset` is on.
    int start(int offset) {
        int at = offset;
        while (at > first && !isBreak(bytes[at - 1])) {
            at--;
        }
        return Math.max(at, first);
    }

    /// Where the line ends that `offset` is on, its break not included.
    int end(int offset) {
        int at = offset;
        while (at < bytes.length && !isBreak(bytes[at])) {
            at++;
        }
        return at;
    }

    /// Whether no line break stands between two offsets. Looks no further than `to`, since a file may be one long line.
    boolean isOneLine(int from, int to) {
        for (int at = from; at < Math.min(to, bytes.length); at++) {
            if (isBreak(bytes[at])) {
                return false;
            }
        }
        return true;
    }

    /// Where the line after the one that `offset` is on begins; the end of the file if there is none.
    int next(int offset) {
        return behindBreak(end(offset));
    }

    /// Behind the line break at `offset`, if there is one.
    int behindBreak(int offset) {
        return at(offset) == '\r' && at(offset + 1) == '\n' ? offset + 2 : Math.min(offset + 1, bytes.length);
    }

    /// Where the line break begins that stands right before the line start `offset`; `offset` itself if it is the
    /// file's first.
    int beforeBreak(int offset) {
        if (offset <= first || !isBreak(bytes[offset - 1])) {
            return offset;
        }
        boolean two = offset - 2 >= first && bytes[offset - 1] == '\n' && bytes[offset - 2] == '\r';
        return two ? offset - 2 : offset - 1;
    }

    /// The column of the block map whose entry has its key at `key`: that of its `?` or of the key's properties, if it
    /// has any.
    int column(int key) {
        int line = start(key);
        int at = skipSpaces(line);
        while (at < key && (bytes[at] == '-' || bytes[at] == ':') && isBlank(at(at + 1))) {
            at = skipSpaces(at + 1);
        }
        return Math.min(at, key) - line;
    }

    /// The first byte from `offset` on that is no space or tab.
    int skipSpaces(int offset) {
        int at = offset;
        while (at < bytes.length && isBlank(bytes[at])) {
            at++;
        }
        return at;
    }

    /// The first byte from `offset` on that is neither white space nor in a comment, `limit` at most.
    int skipToContent(int offset, int limit) {
        int at = offset;
        while (at < limit) {
            if (bytes[at] == '#' && (at == first || isBlank(bytes[at - 1]) || isBreak(bytes[at - 1]))) {
                at = end(at);
            } else if (isBlank(bytes[at]) || isBreak(bytes[at])) {
                at++;
            } else {
                return at;
            }
        }
        return limit;
    }

    boolean hasOnlySpaces(int start, int end) {
        return skipSpaces(start) >= end;
    }

    /// Whether the line that begins at `start` holds a comment and nothing else.
    boolean isComment(int start) {
        return at(skipSpaces(start)) == '#';
    }

    /// Whether the line that begins at `start` is `---` or `...`.
    boolean isBorder(int start) {
        int mark = at(start);
        int behind = at(start + 3);
        return (mark == '-' || mark == '.')
                && at(start + 1) == mark
                && at(start + 2) == mark
                && (start + 3 == bytes.length || isBlank(behind) || isBreak(behind));
    }

    /// The line break this file uses, by its first one.
    byte[] lineBreak() {
        int at = end(first);
        return Arrays.copyOfRange(bytes, at, at == bytes.length ? at : behindBreak(at));
    }

    static boolean isBreak(int octet) {
        return octet == '\n' || octet == '\r';
    }

    static boolean isBlank(int octet) {
        return octet == ' ' || octet == '\t';
    }
}
