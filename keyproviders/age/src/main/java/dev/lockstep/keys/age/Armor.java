package dev.lockstep.keys.age;

import java.io.ByteArrayOutputStream;

/// Reads and writes the ASCII armor of age: strict PEM of 64 columns without headers. Line ends may be `\n` or `\r\n`,
/// and up to 1,024 bytes of white space may stand before and after, as age 1.3 allows; everything else has one spelling
/// only.
final class Armor {
    static final String BEGIN = "-----BEGIN AGE ENCRYPTED FILE-----";
    private static final String END = "-----END AGE ENCRYPTED FILE-----";
    private static final int MAX_WHITE_SPACE = 1024;

    private Armor() {}

    /// Whether the text starts, after white space, with the first line of an armor.
    static boolean isArmored(byte[] text) {
        var from = 0;
        while (from < text.length && Ascii.isSpace(text[from])) {
            from++;
        }
        return Ascii.startsWith(text, from, text.length, BEGIN);
    }

    /// The armored text with its last line end.
    static byte[] encode(byte[] file) {
        var text = new StringBuilder(file.length * 4 / 3 + 128).append(BEGIN).append('\n');
        for (int from = 0; from < file.length; from += Stanza.BYTES_PER_LINE) {
            text.append(StrictBase64.encode(file, from, Math.min(from + Stanza.BYTES_PER_LINE, file.length), true));
            text.append('\n');
        }
        return Ascii.bytes(text.append(END).append('\n').toString());
    }

    /// @throws AgeException `ARMOR` if it is not canonical
    static byte[] decode(byte[] text) {
        var from = skipWhiteSpace(text);
        var end = lineEnd(text, from);
        if (!Ascii.equals(text, from, contentEnd(text, from, end), BEGIN)) {
            throw refused("the armor does not start with its first line");
        }
        var file = new ByteArrayOutputStream(text.length * 3 / 4);
        for (var full = true; ; ) {
            from = end + 1;
            if (from >= text.length) {
                throw refused("the armor has no last line");
            }
            end = lineEnd(text, from);
            var contentEnd = contentEnd(text, from, end);
            if (Ascii.equals(text, from, contentEnd, END)) {
                break;
            }
            if (!full) {
                throw refused("a short line is not the last one of the armor");
            }
            var line = contentEnd == from || contentEnd - from > Stanza.COLUMNS
                    ? null
                    : StrictBase64.decodePadded(text, from, contentEnd);
            if (line == null) {
                throw refused("a line of the armor is not canonical base64 of at most 64 columns");
            }
            file.write(line, 0, line.length);
            full = line.length == Stanza.BYTES_PER_LINE;
        }
        checkTrailing(text, Math.min(end + 1, text.length));
        return file.toByteArray();
    }

    /// @return where the first line that is not empty starts
    private static int skipWhiteSpace(byte[] text) {
        var from = 0;
        while (from < text.length) {
            var end = lineEnd(text, from);
            if (!Ascii.isBlank(text, from, end)) {
                return from;
            }
            from = end + 1;
            if (from > MAX_WHITE_SPACE) {
                throw refused("there is too much white space before the armor");
            }
        }
        throw refused("there is no armor");
    }

    private static void checkTrailing(byte[] text, int from) {
        if (text.length - from >= MAX_WHITE_SPACE || !Ascii.isBlank(text, from, text.length)) {
            throw refused("there is data after the armor");
        }
    }

    private static int lineEnd(byte[] text, int from) {
        return Ascii.indexOf(text, from, text.length, '\n');
    }

    /// Without the `\r` of a Windows line end.
    private static int contentEnd(byte[] text, int from, int end) {
        return end > from && text[end - 1] == '\r' ? end - 1 : end;
    }

    private static AgeException refused(String what) {
        return new AgeException(AgeException.Kind.ARMOR, what);
    }
}
