package dev.lockstep.format;

import dev.lockstep.document.Span;

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
