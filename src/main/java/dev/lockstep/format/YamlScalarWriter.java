package dev.lockstep.format;

import dev.lockstep.document.Span;
import dev.lockstep.format.YamlPlace.Style;
import dev.lockstep.secret.Plaintext;
import dev.lockstep.secret.Plaintext.Type;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Writes a value where another stood, in the style of that one: quotes stay quotes, a literal block stays a literal
/// block with its header and the comment behind it. Where the style cannot show the value, the one that sops would
/// choose is taken.
///
/// What stands before a value stays: anchors, and tags unless the new text does not fit them.
///
/// In brackets, single quotes around a ciphertext stand for text that had no quotes, which a ciphertext cannot do
/// without.
final class YamlScalarWriter {
    /// New bytes for a part of the source.
    record Piece(Span span, byte[] text) {}

    private static final byte[] NOTHING = {};
    private static final String CIPHERTEXT = "ENC[AES256_GCM,data:";
    /// Tags whose text a ciphertext is not.
    private static final List<String> NARROW = List.of("int", "float", "bool", "timestamp", "null", "binary");

    private final YamlLines lines;
    private final byte[] lineBreak;
    private final int step;
    private final boolean quoting;

    /// @param step by how much the file indents what is nested
    /// @param quoting whether all text gets double quotes, which nothing around them can change
    YamlScalarWriter(YamlLines lines, byte[] lineBreak, int step, boolean quoting) {
        this.lines = lines;
        this.lineBreak = lineBreak;
        this.step = step;
        this.quoting = quoting;
    }

    /// What to change, in file order; nothing overlaps.
    ///
    /// @param before the value that stands there
    List<Piece> write(YamlPlace place, Plaintext before, Plaintext value) {
        // Where a ciphertext stood, or what looks like one, the value counts to the last line break.
        boolean sealed = isCiphertext(value) && !before.startsWith(CIPHERTEXT);
        var pieces = new ArrayList<Piece>(3);
        if (!place.tag().isNone() && !keepsTag(place, value)) {
            pieces.add(new Piece(
                    new Span(place.tag().start(), lines.skipSpaces(place.tag().end())), NOTHING));
        }
        if (place.block() == YamlBlock.NONE) {
            writeInline(place, value, sealed, pieces);
        } else {
            writeBlock(place, value, sealed, pieces);
        }
        return pieces;
    }

    /// Whether a text is a ciphertext of sops: ASCII, and in lines without surprises as plain text.
    private static boolean isCiphertext(Plaintext value) {
        if (value.type() != Type.STRING || !value.startsWith(CIPHERTEXT)) {
            return false;
        }
        byte[] text = value.lent();
        for (byte octet : text) {
            if (octet <= ' ' || octet == 0x7f) {
                return false;
            }
        }
        return text[text.length - 1] == ']';
    }

    private boolean keepsTag(YamlPlace place, Plaintext value) {
        String tag = new String(lines.bytes, place.tag().start(), place.tag().length(), StandardCharsets.ISO_8859_1);
        boolean secondary = tag.startsWith("!!");
        if (!secondary && !tag.startsWith("!<tag:yaml.org,2002:")) {
            return value.type() == Type.STRING && Utf8.isValid(value.lent());
        }
        String name = secondary ? tag.substring(2) : tag.substring("!<tag:yaml.org,2002:".length(), tag.length() - 1);
        return value.type() == Type.STRING && !NARROW.contains(name) && Utf8.isValid(value.lent());
    }

    private void writeInline(YamlPlace place, Plaintext value, boolean sealed, List<Piece> pieces) {
        var span = new Span(place.body(), place.end());
        boolean text = value.type() == Type.STRING;
        boolean literal = text && !place.flow() && !sealed && isPlainOrEmpty(place) && YamlLiteral.shows(value.lent());
        if (literal && !quoting && hasRoomForLiteral(place, value.lent())) {
            writeNewLiteral(place, value.lent(), pieces);
            return;
        }
        byte[] line = !text
                ? YamlScalarText.typeKept(value)
                : switch (quoting ? Style.DOUBLE : place.style()) {
                    case DOUBLE -> YamlScalarText.doubleQuoted(value.lent());
                    case SINGLE -> singleOrShortest(place, value, sealed);
                    case PLAIN, EMPTY -> plainOrShortest(place, value, sealed);
                    case LITERAL, FOLDED -> throw new IllegalStateException("block text is written by lines");
                };
        pieces.add(new Piece(
                span,
                isGlued(place)
                        ? new ByteSink(line.length + 1L).put(' ').put(line).finish()
                        : line));
    }

    /// Whether there is nothing, not even a space, between a colon or dash and the value to come.
    private boolean isGlued(YamlPlace place) {
        int before = place.body() - 1;
        return before >= 0
                && place.style() == Style.EMPTY
                && !YamlLines.isBlank(lines.at(before))
                && !YamlLines.isBreak(lines.at(before));
    }

    private static boolean isPlainOrEmpty(YamlPlace place) {
        return place.style() == Style.PLAIN || place.style() == Style.EMPTY;
    }

    private static byte[] singleOrShortest(YamlPlace place, Plaintext value, boolean sealed) {
        if (place.flow() && !sealed) {
            return YamlScalarText.oneLine(value, true);
        }
        return YamlScalarText.isSingleQuotable(value.lent())
                ? YamlScalarText.singleQuoted(value.lent())
                : YamlScalarText.doubleQuoted(value.lent());
    }

    private static byte[] plainOrShortest(YamlPlace place, Plaintext value, boolean sealed) {
        if (sealed) {
            return place.flow()
                    ? YamlScalarText.singleQuoted(value.lent())
                    : value.lent().clone();
        }
        return YamlScalarText.oneLine(value, place.flow());
    }

    /// A literal block where a plain scalar stood: its lines go behind the comment that may follow on the same line.
    private void writeNewLiteral(YamlPlace place, byte[] text, List<Piece> pieces) {
        int indent = indent(place);
        var header = new ByteSink(8)
                .put(isGlued(place) ? " " : "")
                .put(YamlLiteral.header(text, Math.max(1, indent - place.parent())));
        pieces.add(new Piece(new Span(place.body(), place.end()), header.finish()));
        int end = lines.end(place.end());
        pieces.add(new Piece(new Span(end, end), YamlLiteral.body(text, indent, lineBreak)));
    }

    private int indent(YamlPlace place) {
        return step * ((place.parent() + step) / step);
    }

    /// Whether what follows is not drawn into a literal block: space lines if those at its end count, a comment that is
    /// indented as much, the end of the file if a break at its end counts.
    private boolean hasRoomForLiteral(YamlPlace place, byte[] text) {
        int end = lines.end(place.end());
        if (end == lines.end()) {
            return YamlLiteral.breaksAtEnd(text) == 0;
        }
        int line = lines.behindBreak(end);
        boolean blank = line < lines.end() && lines.hasOnlySpaces(line, lines.end(line));
        if (blank && YamlLiteral.breaksAtEnd(text) > 1) {
            return false;
        }
        while (line < lines.end() && lines.hasOnlySpaces(line, lines.end(line))) {
            line = lines.next(line);
        }
        return !(lines.isComment(line) && lines.skipSpaces(line) - line >= indent(place));
    }

    private void writeBlock(YamlPlace place, Plaintext value, boolean sealed, List<Piece> pieces) {
        var block = place.block();
        byte[] text = value.lent();
        boolean shown = value.type() == Type.STRING
                && !quoting
                && (sealed || YamlLiteral.shows(text) || YamlLiteral.isOneLine(text));
        if (!shown) {
            byte[] line =
                    value.type() == Type.STRING ? YamlScalarText.doubleQuoted(text) : YamlScalarText.typeKept(value);
            pieces.add(new Piece(new Span(place.body(), headerSignsEnd(place)), line));
            pieces.add(new Piece(new Span(block.headerEnd(), block.end()), NOTHING));
            return;
        }
        int breaks = sealed ? block.breaks() : YamlLiteral.breaksAtEnd(text);
        boolean folded = place.style() == Style.FOLDED && (sealed || YamlLiteral.isOneLine(text));
        boolean fits = sealed || chompingFits(block, breaks, text);
        boolean indented = !sealed && YamlLiteral.needsIndicator(text);
        if (!fits || folded != (place.style() == Style.FOLDED) || indented && block.indicator() == 0) {
            var header = new ByteSink(4).put(folded ? ">" : "|");
            if (indented || block.indicator() > 0) {
                header.put('0' + Math.clamp(block.indent() - place.parent(), 1, 9));
            }
            header.put(breaks == 0 ? "-" : breaks > 1 || breaks == text.length ? "+" : "");
            pieces.add(new Piece(new Span(place.body(), headerSignsEnd(place)), header.finish()));
        }
        if (sealed || breaks == block.breaks()) {
            // Blank lines that are kept stay as they are written.
            byte[] body = YamlLiteral.lines(text, block.indent(), lineBreak);
            pieces.add(new Piece(new Span(block.headerEnd(), block.contentEnd()), body));
        } else {
            pieces.add(new Piece(
                    new Span(block.headerEnd(), breaks > 1 ? block.keptEnd() : block.end()),
                    YamlLiteral.body(text, block.indent(), lineBreak)));
        }
    }

    private int headerSignsEnd(YamlPlace place) {
        int at = place.body() + 1;
        while (lines.at(at) == '-' || lines.at(at) == '+' || lines.at(at) >= '1' && lines.at(at) <= '9') {
            at++;
        }
        return at;
    }

    private static boolean chompingFits(YamlBlock block, int breaks, byte[] text) {
        return switch (block.chomping()) {
            case '-' -> breaks == 0;
            case '+' -> breaks > 0;
            default -> breaks == 1 && text.length > 1 && block.breaks() > 0;
        };
    }
}
