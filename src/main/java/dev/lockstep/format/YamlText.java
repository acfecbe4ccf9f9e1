package dev.lockstep.format;

import dev.lockstep.document.Span;
import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;
import java.io.CharArrayReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/// The bytes of a YAML stream as characters, and the way back: the parser counts code points, spans count bytes.
///
/// Accepts what go-yaml accepts: UTF-8 with or without byte order mark, tab, LF, CR, NEL and all that is printable. A
/// next-line character (U+0085) becomes a line feed, as it breaks lines there and does not for the parser used here.
final class YamlText implements AutoCloseable {
    private static final int STEP = 6; // one checkpoint for 64 code points

    private final byte[] source;
    private final char[] chars;
    private final int length;
    private final int codePoints;
    private final int base;
    /// The byte of each 64th code point; null where every character is one byte.
    private final int @Nullable [] checkpoints;

    /// The bytes at which line or paragraph separators (U+2028, U+2029) begin that nobody has accounted for.
    private final BitSet separators;
    /// Whether the text has the escapes `\L` or `\P`, which the parser used here does not know.
    private final boolean escapesSeparators;
    /// The place asked for last, as the next one is mostly not far.
    private int lastCodePoint;

    private int lastOffset;

    private YamlText(
            byte[] source,
            char[] chars,
            int length,
            int codePoints,
            int base,
            int @Nullable [] checkpoints,
            BitSet separators) {
        this.source = source;
        this.chars = chars;
        this.length = length;
        this.codePoints = codePoints;
        this.base = base;
        this.checkpoints = checkpoints;
        this.separators = separators;
        escapesSeparators = replaceEscapes();
    }

    /// Reads strictly: nothing is replaced.
    ///
    /// @throws LockstepException `INPUT_MALFORMED` for bytes that are not UTF-8 and for control characters
    static YamlText of(byte[] source) {
        int base = startsWith(source, 0xEF, 0xBB, 0xBF) ? 3 : 0;
        if (startsWith(source, 0xFF, 0xFE) || startsWith(source, 0xFE, 0xFF)) {
            throw new LockstepException(Kind.INPUT_MALFORMED, "text is UTF-16", ":1", "save the file as UTF-8");
        }
        var chars = new char[source.length - base];
        int ascii = 0;
        while (base + ascii < source.length && isPlain(source[base + ascii])) {
            chars[ascii] = (char) source[base + ascii];
            ascii++;
        }
        if (base + ascii == source.length) {
            return new YamlText(source, chars, ascii, ascii, base, null, new BitSet());
        }
        var separators = new BitSet();
        var checkpoints = new int[(chars.length >> STEP) + 1];
        int to = 0;
        int codePoints = 0;
        for (int from = base; from < source.length; codePoints++) {
            if ((codePoints & ((1 << STEP) - 1)) == 0) {
                checkpoints[codePoints >> STEP] = from;
            }
            int width = width(source[from]);
            int codePoint = decode(source, from, width);
            if (codePoint < 0 || !isPermitted(codePoint)) {
                Arrays.fill(chars, '\0');
                throw codePoint < 0
                        ? malformed(source, from, "text is not UTF-8", "save the file as UTF-8")
                        : malformed(
                                source,
                                from,
                                "control character in the text",
                                "write it as an escape in double quotes");
            }
            if (codePoint == 0x2028 || codePoint == 0x2029) {
                separators.set(from);
            }
            to += Character.toChars(codePoint == 0x85 ? '\n' : codePoint, chars, to);
            from += width;
        }
        return new YamlText(source, chars, to, codePoints, base, checkpoints, separators);
    }

    /// Gives the parser `\N` for `\L` and `\P`: an escape of the same length, and in a text that knows no escapes just
    /// two other characters. [#withSeparators] puts right what they stand for.
    private boolean replaceEscapes() {
        boolean found = false;
        for (int at = 0; at < length - 1; at++) {
            if (chars[at] == '\\') {
                char next = chars[++at];
                if (next == 'L' || next == 'P') {
                    chars[at] = 'N';
                    found = true;
                }
            }
        }
        return found;
    }

    /// The value of a scalar as its source says, where the parser was given other escapes.
    String withSeparators(String value, int start, int end, boolean inFlow, boolean inDoubleQuotes) {
        if (!escapesSeparators) {
            return value;
        }
        var place = YamlPlace.of(new YamlLines(source), new Span(start, end), inFlow, 0);
        int from =
                place.block() == YamlBlock.NONE ? place.body() : place.block().headerEnd();
        var out = new StringBuilder(value);
        int to = 0;
        for (int at = from; at < end - 1; at++) {
            if (source[at] == '\\') {
                to = inDoubleQuotes ? nextLine(out, to, ++at) : letter(out, to, source[at + 1]);
            }
        }
        return out.toString();
    }

    /// Puts the separator for `\L` or `\P` in the place of the next U+0085, passes the others.
    private int nextLine(StringBuilder out, int from, int escape) {
        char wanted = switch (source[escape]) {
            case 'L' -> '\u2028';
            case 'P' -> '\u2029';
            case 'N' -> '\u0085';
            case 'x' -> escaped(escape, 2);
            case 'u' -> escaped(escape, 4);
            case 'U' -> escaped(escape, 8);
            default -> 0;
        };
        int at = wanted == 0 ? -1 : out.indexOf("\u0085", from);
        if (at < 0) {
            return from;
        }
        out.setCharAt(at, wanted);
        return at + 1;
    }

    /// U+0085 if that is what the digits say, else 0.
    private char escaped(int escape, int digits) {
        for (int i = 1; i <= digits; i++) {
            int wanted = i == digits ? '5' : i == digits - 1 ? '8' : '0';
            if (at(escape + i) != wanted) {
                return 0;
            }
        }
        return '\u0085';
    }

    /// Outside of double quotes a backslash is itself, and the character behind it too.
    private static int letter(StringBuilder out, int from, byte letter) {
        if (letter != 'L' && letter != 'P' && letter != 'N') {
            return from;
        }
        int at = out.indexOf("\\", from);
        while (at >= 0 && at + 1 < out.length() && "LPN".indexOf(out.charAt(at + 1)) < 0) {
            at = out.indexOf("\\", at + 1);
        }
        if (at < 0 || at + 1 == out.length()) {
            return from;
        }
        out.setCharAt(at + 1, (char) letter);
        return at + 2;
    }

    Reader reader() {
        return new CharArrayReader(chars, 0, length);
    }

    /// The byte at which a code point begins; the end of the source for the one behind the last.
    int offset(int codePoint) {
        if (checkpoints == null) {
            return base + codePoint;
        }
        if (codePoint >= codePoints) {
            return source.length;
        }
        int at = checkpoints[codePoint >> STEP];
        int passed = codePoint >> STEP << STEP;
        if (lastCodePoint <= codePoint && lastCodePoint > passed) {
            at = lastOffset;
            passed = lastCodePoint;
        }
        for (; passed < codePoint; passed++) {
            at += width(source[at]);
        }
        lastCodePoint = codePoint;
        lastOffset = at;
        return at;
    }

    /// The source's byte at an offset; 0 outside.
    byte at(int offset) {
        return offset >= 0 && offset < source.length ? source[offset] : 0;
    }

    /// The number of bytes.
    int end() {
        return source.length;
    }

    boolean has(char ascii, int start, int end) {
        for (int at = start; at < end; at++) {
            if (source[at] == ascii) {
                return true;
            }
        }
        return false;
    }

    /// Accounts for separators in a quoted text: they mean the same to all parsers there, unless they touch white
    /// space.
    void acceptSeparators(int start, int end) {
        for (int at = separators.nextSetBit(start); at >= 0 && at < end; at = separators.nextSetBit(at + 1)) {
            if (!isWhite(at - 1) && !isWhite(at + 3) && this.at(at - 1) != '\\') {
                separators.clear(at);
            }
        }
    }

    /// @throws LockstepException `INPUT_MALFORMED` if there are separators elsewhere, where they break lines in YAML
    /// 1.1 only
    void checkSeparators() {
        if (!separators.isEmpty()) {
            throw malformed(
                    source,
                    separators.nextSetBit(0),
                    "line separator U+2028 or U+2029 in the text",
                    "write it as an escape");
        }
    }

    boolean isWhite(int offset) {
        byte c = at(offset);
        return c == ' '
                || c == '\t'
                || c == '\n'
                || c == '\r'
                || c == (byte) 0x85 && at(offset - 1) == (byte) 0xC2
                || c == (byte) 0xC2 && at(offset + 1) == (byte) 0x85
                || separatorAt(offset)
                || separatorAt(offset - 2);
    }

    private boolean separatorAt(int offset) {
        return at(offset) == (byte) 0xE2
                && at(offset + 1) == (byte) 0x80
                && (at(offset + 2) == (byte) 0xA8 || at(offset + 2) == (byte) 0xA9);
    }

    /// The string that these bytes are, or null if they are not UTF-8.
    static @Nullable String strictly(byte[] utf8) {
        for (int from = 0; from < utf8.length; from += width(utf8[from])) {
            if (decode(utf8, from, width(utf8[from])) < 0) {
                return null;
            }
        }
        return new String(utf8, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        Arrays.fill(chars, '\0');
    }

    private static boolean startsWith(byte[] source, int... octets) {
        if (source.length < octets.length) {
            return false;
        }
        for (int i = 0; i < octets.length; i++) {
            if ((source[i] & 0xFF) != octets[i]) {
                return false;
            }
        }
        return true;
    }

    private static boolean isPlain(byte octet) {
        return octet >= ' ' && octet < 0x7F || octet == '\n' || octet == '\t' || octet == '\r';
    }

    private static int width(byte first) {
        return first >= 0 ? 1 : (first & 0xE0) == 0xC0 ? 2 : (first & 0xF0) == 0xE0 ? 3 : 4;
    }

    /// The code point, or -1 if the octets are not the shortest UTF-8 form of one.
    private static int decode(byte[] source, int from, int width) {
        int first = source[from] & 0xFF;
        if (first < 0x80) {
            return first;
        }
        if (first < 0xC2 || first > 0xF4 || from + width > source.length) {
            return -1;
        }
        int codePoint = first & (0x7F >> width);
        for (int i = 1; i < width; i++) {
            if ((source[from + i] & 0xC0) != 0x80) {
                return -1;
            }
            codePoint = codePoint << 6 | source[from + i] & 0x3F;
        }
        int shortest = width == 2 ? 0x80 : width == 3 ? 0x800 : 0x10000;
        boolean surrogate = codePoint >= 0xD800 && codePoint <= 0xDFFF;
        return codePoint < shortest || surrogate || codePoint > 0x10FFFF ? -1 : codePoint;
    }

    private static boolean isPermitted(int codePoint) {
        return codePoint < 0x7F
                ? codePoint >= ' ' || codePoint == '\n' || codePoint == '\t' || codePoint == '\r'
                : codePoint == 0x85 || codePoint >= 0xA0 && codePoint != 0xFFFE && codePoint != 0xFFFF;
    }

    private static LockstepException malformed(byte[] source, int at, String what, String next) {
        int line = 1;
        for (int i = 0; i < at; i++) {
            if (source[i] == '\n' || source[i] == '\r' && !(i + 1 < source.length && source[i + 1] == '\n')) {
                line++;
            }
        }
        return new LockstepException(Kind.INPUT_MALFORMED, what, ":" + line, next);
    }
}
