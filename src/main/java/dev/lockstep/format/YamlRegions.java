package dev.lockstep.format;

import dev.lockstep.document.Node;
import dev.lockstep.document.Node.Comment;
import dev.lockstep.document.Node.Entry;
import dev.lockstep.document.Node.Mapping;
import dev.lockstep.document.Node.Scalar;
import dev.lockstep.document.Node.Sequence;

/// Tells which lines of a YAML file belong to a member of a map or list, its comments included.
final class YamlRegions {
    private final YamlLines lines;

    YamlRegions(YamlLines lines) {
        this.lines = lines;
    }

    /// Where the dash of an item stands that begins at `start`; -1 if there is none at that column.
    int dash(int start, int column) {
        int line = lines.start(start);
        while (lines.at(line + column) != '-' || line + column >= start) {
            int above = lines.start(lines.beforeBreak(line));
            if (above == line) {
                return -1;
            }
            line = above;
        }
        return line + column;
    }

    /// Behind the sign that a value follows, and behind the value's properties; -1 if there is a line break or a
    /// comment between.
    ///
    /// @param sign behind the colon or dash
    int header(int sign, Node value) {
        int at = lines.skipSpaces(sign);
        if (at < value.span().start()) {
            return sign;
        }
        int body = YamlPlace.behindProperties(lines, value.span(), false);
        int end = body;
        while (end > value.span().start()
                && (YamlLines.isBlank(lines.at(end - 1)) || YamlLines.isBreak(lines.at(end - 1)))) {
            end--;
        }
        return Math.max(sign, Math.min(end, lines.end(sign)));
    }

    boolean isOnOwnLine(YamlSplicer.Unit unit) {
        return lines.skipSpaces(lines.start(unit.begin())) == unit.begin();
    }

    /// The first line of a member: that of the comments directly above it, at its indentation.
    int regionStart(YamlSplicer.Frame frame, YamlSplicer.Unit unit) {
        int begin = lines.start(unit.begin());
        int line = begin;
        while (true) {
            int above = lines.start(lines.beforeBreak(line));
            boolean comment =
                    above < line && lines.isComment(above) && lines.skipSpaces(above) - above == frame.column();
            if (!comment) {
                boolean top = frame.header() < 0 && (above == line || lines.isBorder(above));
                return top ? begin : line;
            }
            line = above;
        }
    }

    /// Behind the last line of a member and of the comments below it that are indented deeper than it.
    int regionEnd(YamlSplicer.Frame frame, YamlSplicer.Unit unit) {
        return behindComments(lineBehind(unit.end()), frame.column());
    }

    /// Behind the last of the comments that follow and are indented deeper than a column.
    int behindComments(int from, int column) {
        int end = from;
        for (int line = end; line < lines.end(); line = lines.next(line)) {
            if (lines.isComment(line) && lines.skipSpaces(line) - line > column) {
                end = lines.next(line);
            } else if (!lines.hasOnlySpaces(line, lines.end(line))) {
                break;
            }
        }
        return end;
    }

    /// Where the first line begins that has nothing of what ends at `end`.
    int lineBehind(int end) {
        return end > 0 && end == lines.start(end) ? end : lines.next(end);
    }

    /// Behind the last byte of a value, without the breaks and comments that follow it.
    int endOf(Node node, int parent) {
        if (isFlow(node)) {
            return node.span().end();
        }
        return switch (node) {
            case Scalar(_, var span) -> {
                var place = YamlPlace.of(lines, span, false, parent);
                yield place.block().chomping() == '+' ? lines.behindBreak(place.end()) : place.end();
            }
            case Mapping(var members, var span) -> {
                for (var member : members.reversed()) {
                    if (member instanceof Entry entry) {
                        int key = entry.keySpan().end();
                        yield Math.max(
                                key,
                                endOf(
                                        entry.value(),
                                        lines.column(entry.keySpan().start())));
                    }
                }
                yield span.end();
            }
            case Sequence(var items, var span) -> {
                int dash = YamlPlace.behindProperties(lines, span, false);
                int column = dash - lines.start(dash);
                for (var item : items.reversed()) {
                    if (!(item instanceof Comment)) {
                        yield Math.max(dash(item.span().start(), column) + 1, endOf(item, column));
                    }
                }
                yield span.end();
            }
            case Comment _, Node.Alias _ -> node.span().end();
        };
    }

    boolean isFlow(Node node) {
        int open = lines.at(YamlPlace.behindProperties(lines, node.span(), false));
        return (node instanceof Mapping || node instanceof Sequence) && (open == '{' || open == '[');
    }

    boolean endsInBlock(Node node, int parent) {
        return YamlPlace.last(lines, node, parent) instanceof YamlPlace last && last.block() != YamlBlock.NONE;
    }

    /// Behind the last byte of a value and of the comments that belong to a map or list, a line break at its end not
    /// included.
    int endOnLine(Node value, int sign, int parent) {
        int end = endOf(value, parent);
        if (!(value instanceof Scalar) && !isFlow(value) && !(value instanceof Node.Alias)) {
            int behind = lineBehind(end);
            int comments = behindComments(behind, parent);
            end = comments > behind ? comments : end;
        }
        return Math.max(sign, end == lines.start(end) ? lines.beforeBreak(end) : end);
    }
}
