package dev.lockstep.format;

import dev.lockstep.document.Document;
import dev.lockstep.document.Node.Comment;
import dev.lockstep.document.Node.Entry;
import dev.lockstep.document.Node.Mapping;
import dev.lockstep.document.Span;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Puts the `sops` entry at the end of a document's map, takes it away, or writes another in its place.
///
/// | the map is | the entry goes | and back |
/// |---|---|---|
/// | in lines | before `---`, `...` or the end of the file | its lines are deleted |
/// | in braces | behind the last value, with a comma; before `}` if comments follow there | to the comma before it |
/// | null without text | as in lines | as in lines |
/// | `null`, `~` | in its place, in braces | `{}`; the text is a hint |
///
/// A file without a line break at its end gets none behind the entry either: that is how the end is known again, as
/// long as the last value allows it.
final class YamlTopEntry {
    /// The key that holds the metadata of sops.
    static final String NAME = "sops";

    private final YamlLines lines;
    private final byte[] lineBreak;
    private final YamlRenderer.Replacing edits;
    private final BitSet changed;
    /// The entry's own text from before, or null.
    private final @Nullable YamlLines earlier;

    /// @param changed where the leaves begin that get a new text
    /// @param earlier a file of nothing but the entry, in the text it is to have; null to write it anew
    YamlTopEntry(
            YamlLines lines,
            byte[] lineBreak,
            YamlRenderer.Replacing edits,
            BitSet changed,
            byte @Nullable [] earlier) {
        this.earlier = earlier == null ? null : new YamlLines(earlier);
        this.lines = lines;
        this.lineBreak = lineBreak;
        this.edits = edits;
        this.changed = changed;
    }

    /// By how much a file indents what is nested: as its metadata does, else as its first map within a map, else by
    /// four spaces like sops.
    static int step(YamlLines lines, List<Mapping> roots) {
        int step = 0;
        for (var root : roots) {
            if (of(root) instanceof Entry metadata && metadata.value() instanceof Mapping) {
                return isUsual(step(lines, metadata)) ? step(lines, metadata) : 4;
            }
            for (var member : root.members()) {
                if (!isUsual(step) && member instanceof Entry entry) {
                    step = step(lines, entry);
                }
            }
        }
        return isUsual(step) ? step : 4;
    }

    private static boolean isUsual(int step) {
        return step >= 2 && step <= 9;
    }

    /// By how much the map under a key is indented; 0 if there is none in lines.
    private static int step(YamlLines lines, Entry entry) {
        boolean inLines = entry.value() instanceof Mapping inner
                && firstEntry(inner) instanceof Entry first
                && !first.keySpan().isNone()
                && lines.start(first.keySpan().start())
                        != lines.start(entry.keySpan().start());
        return inLines && entry.value() instanceof Mapping inner && firstEntry(inner) instanceof Entry first
                ? lines.column(first.keySpan().start())
                        - lines.column(entry.keySpan().start())
                : 0;
    }

    private static @Nullable Entry firstEntry(Mapping mapping) {
        for (var member : mapping.members()) {
            if (member instanceof Entry entry) {
                return entry;
            }
        }
        return null;
    }

    /// The entry of a document's map, or null.
    static @Nullable Entry of(Mapping root) {
        Entry found = null;
        for (var member : root.members()) {
            found = member instanceof Entry entry && entry.key().equals(NAME) ? entry : found;
        }
        return found;
    }

    /// A file of nothing but the entry of the first document, as it stands there; null if there is none.
    static byte @Nullable [] alone(Document encrypted) {
        var root = encrypted.roots().getFirst();
        var lines = new YamlLines(encrypted.source());
        if (!(of(root) instanceof Entry entry)) {
            return null;
        }
        int open = YamlPlace.behindProperties(lines, root.span(), false);
        if (lines.at(open) == '{') {
            int start = entry.keySpan().start();
            int end = entry.value().span().end();
            return new ByteSink(end - start + 2L)
                    .put('{')
                    .put(lines.bytes, start, end)
                    .put('}')
                    .finish();
        }
        int start = lines.start(entry.keySpan().start());
        int end = entry.value().span().end();
        int behind = end == lines.start(end) ? end : lines.next(end);
        boolean unended = !YamlLines.isBreak(lines.at(behind - 1));
        return new ByteSink(behind - start + 2L)
                .put(lines.bytes, start, behind)
                .put(unended ? lines.lineBreak() : new byte[0])
                .finish();
    }

    /// The entry for a map in brackets.
    private byte[] inBraces(Entry entry) {
        return earlier != null && earlier.at(0) == '{'
                ? Arrays.copyOfRange(earlier.bytes, 1, earlier.bytes.length - 1)
                : YamlFragment.flowEntry(entry);
    }

    /// The entry for a map in lines.
    private byte[] inLines(Entry entry, int left) {
        boolean fits = earlier != null && earlier.at(0) != '{' && earlier.skipSpaces(0) == left;
        return fits ? earlier.bytes.clone() : YamlFragment.block(entry, left, lineBreak);
    }

    /// @param old the entry that stands there, or null
    /// @param wanted the entry to come, or null
    /// @param ending of the document's last value beside the entry
    void change(Mapping root, boolean flow, @Nullable Entry old, @Nullable Entry wanted, YamlEnding ending) {
        if (old == null && wanted != null) {
            add(root, flow, wanted);
        } else if (old != null && flow) {
            var place = new Span(old.keySpan().start(), old.value().span().end());
            if (wanted == null) {
                removeFromBraces(root, old, place);
            } else {
                edits.replace(place, YamlFragment.flowEntry(wanted));
            }
        } else if (old != null) {
            var place = placeOf(old);
            if (wanted == null) {
                remove(root, old, place, ending);
            } else {
                int left = lines.column(old.keySpan().start());
                edits.replace(place, entry(wanted, left, place.end() == lines.end() && !endsWithBreak()));
            }
        }
    }

    private void add(Mapping root, boolean flow, Entry entry) {
        var first = firstEntry(root);
        if (flow) {
            addInBraces(root, entry);
        } else if (first == null && root.span().length() > 0) {
            var braces = new ByteSink(256).put('{').put(inBraces(entry)).put('}');
            edits.replace(root.span(), braces.finish());
        } else {
            addInLines(root, first == null ? 0 : lines.column(first.keySpan().start()), entry);
        }
    }

    private void addInLines(Mapping root, int left, Entry entry) {
        int from = lineBehind(root.span().end());
        int border = from;
        while (border < lines.end() && !lines.isBorder(border)) {
            border = lines.next(border);
        }
        boolean open = border == lines.end() && border > 0 && !endsWithBreak();
        int at = open ? endFor(root, border) : border;
        var text = new ByteSink(1024).put(open && at == border ? lineBreak : new byte[0]);
        edits.replace(
                new Span(at, border),
                text.put(entry(entry, left, open && at == border)).finish());
    }

    private boolean endsWithBreak() {
        return YamlLines.isBreak(lines.at(lines.end() - 1));
    }

    /// The lines of an entry. Without the last break, if the text allows that.
    private byte[] entry(Entry entry, int left, boolean open) {
        byte[] text = inLines(entry, left);
        int end = new YamlLines(text).beforeBreak(text.length);
        return open ? new ByteSink(end).put(text, 0, end).finish() : text;
    }

    /// Where a file without a line break at its end has to end before the entry. A break there could come to belong to
    /// the value of a block scalar: its header must say so now, or spaces that begin a line must go.
    private int endFor(Mapping root, int end) {
        var leaf = YamlPlace.last(lines, root, 0);
        if (leaf == null || leaf.block() == YamlBlock.NONE) {
            return end;
        }
        var block = leaf.block();
        int line = lines.start(end);
        if (line > block.headerEnd() && lines.hasOnlySpaces(line, end)) {
            boolean replaced = changed.get(leaf.span().start()) && leaf.end() > line;
            return block.chomping() == '+' && !replaced ? line : end;
        }
        if (!changed.get(leaf.span().start())) {
            leaf.closeBlock(lines, edits);
        }
        return end;
    }

    /// Where the first line begins that has nothing of what ends at `end`.
    private int lineBehind(int end) {
        return end > 0 && end == lines.start(end) ? end : lines.next(end);
    }

    private Span placeOf(Entry old) {
        return new Span(
                lines.start(old.keySpan().start()),
                lineBehind(old.value().span().end()));
    }

    /// The break before the entry goes with it if the file ends without one, and space lines behind it stay; unless
    /// they would change what the last value reads as, since an encrypted file may lose or gain breaks at its end on
    /// its way.
    private void remove(Mapping root, Entry old, Span place, YamlEnding ending) {
        boolean isOnly = root.members().stream().allMatch(member -> member instanceof Comment || member == old);
        boolean open = place.end() == lines.end() && !endsWithBreak();
        int start = open && !ending.breaks() ? lines.beforeBreak(place.start()) : place.start();
        int end = ending == YamlEnding.KEPT_BREAK ? behindBlankLines(place.end()) : place.end();
        boolean nothing = isOnly && !isMarked(place.start());
        byte[] rest = nothing ? new ByteSink(4).put("{}").put(lineBreak).finish() : new byte[0];
        edits.replace(new Span(nothing ? place.start() : start, end), rest);
    }

    private int behindBlankLines(int from) {
        int line = from;
        while (line < lines.end() && lines.hasOnlySpaces(line, lines.end(line))) {
            line = lines.next(line);
        }
        return line;
    }

    /// Whether the document begins with `---`, so that nothing behind it is still a document.
    private boolean isMarked(int entry) {
        int line = entry;
        while (line != lines.start(lines.beforeBreak(line))) {
            line = lines.start(lines.beforeBreak(line));
            if (lines.isBorder(line)) {
                return lines.at(line) == '-';
            }
        }
        return false;
    }

    private void addInBraces(Mapping root, Entry entry) {
        int close = root.span().end() - 1;
        int last = endOfEntries(root);
        int comma = last < 0 ? close : lines.skipToContent(last, close);
        byte[] text = inBraces(entry);
        if (last < 0) {
            edits.replace(new Span(close, close), text);
        } else if (lines.at(comma) == ',') {
            edits.replace(new Span(comma + 1, comma + 1), joined(" ", text, ","));
        } else {
            boolean commented = hasCommentBetween(last, close);
            int at = commented ? close : last;
            edits.replace(new Span(at, at), joined(", ", text, ""));
        }
    }

    private boolean hasCommentBetween(int from, int to) {
        for (int at = from; at < to; at++) {
            if (lines.at(at) == '#') {
                return true;
            }
        }
        return false;
    }

    private static byte[] joined(String before, byte[] text, String behind) {
        return new ByteSink(text.length + 4L).put(before).put(text).put(behind).finish();
    }

    private static int endOfEntries(Mapping root) {
        int end = -1;
        for (var member : root.members()) {
            end = member instanceof Entry entry ? entry.value().span().end() : end;
        }
        return end;
    }

    private void removeFromBraces(Mapping root, Entry old, Span place) {
        int close = root.span().end() - 1;
        int before = -1;
        for (var member : root.members()) {
            if (member instanceof Entry entry && entry.keySpan().start() < place.start()) {
                before = entry.value().span().end();
            }
        }
        int comma = before < 0 ? -1 : lines.skipToContent(before, place.start());
        int behind = lines.skipToContent(place.end(), close);
        boolean followed = lines.at(behind) == ',';
        if (comma >= 0 && followed) {
            edits.replace(new Span(comma + 1, behind + 1), new byte[0]);
        } else if (comma >= 0) {
            edits.replace(new Span(comma, place.end()), new byte[0]);
        } else {
            edits.replace(new Span(place.start(), followed ? lines.skipSpaces(behind + 1) : place.end()), new byte[0]);
        }
    }
}
