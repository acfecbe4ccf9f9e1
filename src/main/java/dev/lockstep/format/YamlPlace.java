package dev.lockstep.format;

import dev.lockstep.document.Node;
import dev.lockstep.document.Node.Alias;
import dev.lockstep.document.Node.Comment;
import dev.lockstep.document.Node.Entry;
import dev.lockstep.document.Node.Mapping;
import dev.lockstep.document.Node.Scalar;
import dev.lockstep.document.Node.Sequence;
import dev.lockstep.document.Span;
import org.jspecify.annotations.Nullable;

/// How and where a scalar stands in its file: what of its text can be replaced, and in what style.
///
/// @param span all of the scalar, as the reader gave it
/// @param anchor its anchor; [Span#NONE] if there is none
/// @param tag its tag; [Span#NONE] if there is none
/// @param body where the scalar proper begins, behind anchor and tag; of a block scalar at `|` or `>`
/// @param end behind the last byte that counts: of a block scalar, its last line break is left out
/// @param commented whether a comment stands inside the span: between properties and body, or behind a block's header
/// @param flow whether it stands in brackets
/// @param parent the column of the block map or list that it stands in
record YamlPlace(
        Span span,
        Span anchor,
        Span tag,
        int body,
        int end,
        Style style,
        YamlBlock block,
        boolean commented,
        boolean flow,
        int parent) {
    enum Style {
        /// Nothing between or behind properties.
        EMPTY,
        PLAIN,
        SINGLE,
        DOUBLE,
        LITERAL,
        FOLDED
    }

    static YamlPlace of(YamlLines lines, Span span, boolean flow, int parent) {
        int at = span.start();
        var anchor = Span.NONE;
        var tag = Span.NONE;
        boolean commented = false;
        while (at < span.end()) {
            int octet = lines.at(at);
            if (YamlLines.isBlank(octet) || YamlLines.isBreak(octet)) {
                at++;
            } else if (octet == '#' && at > span.start()) {
                commented = true;
                at = lines.end(at);
            } else if (octet == '&' || octet == '!') {
                int start = at;
                at = endOfProperty(lines, at, span.end(), flow);
                tag = octet == '!' ? new Span(start, at) : tag;
                anchor = octet == '&' ? new Span(start, at) : anchor;
            } else {
                break;
            }
        }
        int body = Math.min(at, span.end());
        var style = body == span.end() ? Style.EMPTY : style(lines.at(body), flow);
        if (style == Style.LITERAL || style == Style.FOLDED) {
            var block = YamlBlock.of(lines, body, parent);
            boolean marked = commented || block.commented();
            return new YamlPlace(span, anchor, tag, body, block.end(), style, block, marked, false, parent);
        }
        int end = style == Style.EMPTY ? endOfProperties(lines, span) : span.end();
        int from = style == Style.EMPTY ? end : body;
        return new YamlPlace(span, anchor, tag, from, end, style, YamlBlock.NONE, commented, flow, parent);
    }

    /// How the scalar stands that ends a map or list in lines; null if none does.
    ///
    /// @param parent the column of the map or list that the node stands in
    static @Nullable YamlPlace last(YamlLines lines, Node node, int parent) {
        return switch (node) {
            case Scalar scalar -> of(lines, scalar.span(), false, parent);
            case Mapping(var members, _) -> {
                for (var member : members.reversed()) {
                    if (member instanceof Entry entry) {
                        yield last(
                                lines,
                                entry.value(),
                                lines.column(entry.keySpan().start()));
                    }
                }
                yield null;
            }
            case Sequence(var items, var span) -> {
                for (var item : items.reversed()) {
                    if (!(item instanceof Comment)) {
                        int dash = behindProperties(lines, span, false);
                        yield last(lines, item, dash - lines.start(dash));
                    }
                }
                yield null;
            }
            case Comment _, Alias _ -> null;
        };
    }

    /// Says in the header of a block that no line break belongs to it, if it ends with the file and none is there.
    void closeBlock(YamlLines lines, YamlRenderer.Replacing edits) {
        boolean cut = block != YamlBlock.NONE
                && block.breaks() == 0
                && block.chomping() != '-'
                && block.contentEnd() > block.headerEnd();
        if (!cut) {
            return;
        }
        int sign = body + 1;
        while (lines.at(sign) >= '1' && lines.at(sign) <= '9') {
            sign++;
        }
        edits.replace(new Span(sign, lines.at(sign) == '+' ? sign + 1 : sign), new byte[] {'-'});
    }

    /// Where a node begins when its anchor and tag are left aside.
    static int behindProperties(YamlLines lines, Span span, boolean flow) {
        int at = span.start();
        while (at < span.end()) {
            int octet = lines.at(at);
            if (octet == '&' || octet == '!') {
                at = endOfProperty(lines, at, span.end(), flow);
            }
            int next = lines.skipToContent(at, span.end());
            if (next == at) {
                break;
            }
            at = next;
        }
        return at;
    }

    private static int endOfProperty(YamlLines lines, int start, int limit, boolean flow) {
        int at = start + 1;
        if (lines.at(start) == '!' && lines.at(at) == '<') {
            while (at < limit && lines.at(at) != '>') {
                at++;
            }
            return Math.min(at + 1, limit);
        }
        while (at < limit) {
            int octet = lines.at(at);
            boolean ends = YamlLines.isBlank(octet) || YamlLines.isBreak(octet) || flow && ",[]{}".indexOf(octet) >= 0;
            if (ends) {
                break;
            }
            at++;
        }
        return at;
    }

    private static int endOfProperties(YamlLines lines, Span span) {
        int at = span.end();
        while (at > span.start() && (YamlLines.isBlank(lines.at(at - 1)) || YamlLines.isBreak(lines.at(at - 1)))) {
            at--;
        }
        return at;
    }

    private static Style style(int octet, boolean flow) {
        return switch (octet) {
            case '"' -> Style.DOUBLE;
            case '\'' -> Style.SINGLE;
            case '|' -> flow ? Style.PLAIN : Style.LITERAL;
            case '>' -> flow ? Style.PLAIN : Style.FOLDED;
            default -> Style.PLAIN;
        };
    }

    /// What an original text stands for, and replaces: everything, but never a comment.
    Span region() {
        int start = !commented ? span.start() : block == YamlBlock.NONE ? body : block.headerEnd();
        return new Span(start, end);
    }
}
