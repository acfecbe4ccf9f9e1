package dev.lockstep.format;

import dev.lockstep.document.Node;
import dev.lockstep.document.Node.Comment;
import dev.lockstep.document.Node.Entry;
import dev.lockstep.document.Node.Mapping;
import dev.lockstep.document.Node.Member;
import dev.lockstep.document.Node.Scalar;
import dev.lockstep.document.Node.Sequence;
import dev.lockstep.document.Span;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Adds members to the maps and lists of a YAML file and takes them out, beside the old text.
///
/// | the map or list is | a new member goes | one that goes takes with it |
/// |---|---|---|
/// | in lines | below the member before it and the comments indented deeper than it | its lines, the comments directly above it at its indentation, the deeper ones below |
/// | in brackets | behind the member before it, with a comma | one comma |
/// | in lines, and nothing is left | | all its lines; `{}` or `[]` stands behind the key |
///
/// Comments at the top of a document stay, since they may speak of all of it. What is new is written as sops would,
/// with the indentation of the file.
final class YamlSplicer {
    private static final byte[] NOTHING = {};

    /// Where a member stands.
    ///
    /// @param begin at its key or dash, properties included
    /// @param end behind its value's last byte
    record Unit(int begin, int end, Node value) {}

    /// How the map or list around the members is written.
    ///
    /// @param header behind the colon or dash that it is the value of, and behind its properties; -1 for a document's
    ///     map
    /// @param column of its keys or dashes; 0 in brackets
    record Frame(boolean flow, boolean list, int header, int column, int open, List<Unit> units) {
        Unit first() {
            return units.getFirst();
        }
    }

    private final YamlLines lines;
    private final byte[] lineBreak;
    private final int step;
    private final YamlRenderer.Replacing edits;
    private final YamlRegions regions;
    private final YamlRemovals removals;
    private final YamlFlowSplicer inBrackets;

    YamlSplicer(YamlLines lines, byte[] lineBreak, int step, YamlRenderer.Replacing edits) {
        this.lines = lines;
        this.lineBreak = lineBreak;
        this.step = step;
        this.edits = edits;
        regions = new YamlRegions(lines);
        removals = new YamlRemovals();
        inBrackets = new YamlFlowSplicer(lines, lineBreak, edits, removals);
    }

    YamlRegions regions() {
        return regions;
    }

    /// Makes the edits for what was removed; called once, at the end.
    void finish() {
        removals.finish(edits);
    }

    /// Changes which members a map has.
    ///
    /// @param header see [#header]
    void members(Mapping before, SiblingMatch<Member> match, boolean flow, int header) {
        var units = new ArrayList<Unit>();
        var goes = new ArrayList<Boolean>();
        var old = before.members();
        int column = 0;
        for (int i = 0; i < match.kept().size(); i++) {
            switch (old.get(i)) {
                case Entry entry -> {
                    int key = entry.keySpan().start();
                    column = flow ? 0 : lines.column(key);
                    int begin = flow ? key : lines.start(key) + column;
                    int end = flow ? entry.value().span().end() : regions.endOf(entry.value(), column);
                    units.add(new Unit(begin, Math.max(end, entry.keySpan().end()), entry.value()));
                    goes.add(match.kept().get(i) == null);
                }
                case Comment comment -> {
                    if (match.kept().get(i) == null) {
                        removeComment(comment.span());
                    }
                }
            }
        }
        int open = flow
                ? YamlPlace.behindProperties(lines, before.span(), true)
                : before.span().start();
        var frame = new Frame(flow, false, header, column, open, units);
        if (units.isEmpty() && !flow) {
            addToNothing(
                    before.span(),
                    match.slots().stream().map(SiblingMatch.Slot::wanted).toList());
            return;
        }
        splice(frame, goes, entrySlots(old, match));
    }

    /// A member to come and the index of its unit; comments that stay are left out.
    record Incoming(int unit, Node.Member member, Node item) {}

    private static List<Incoming> entrySlots(List<Member> old, SiblingMatch<Member> match) {
        var unitOf = new int[old.size()];
        int units = 0;
        for (int i = 0; i < old.size(); i++) {
            unitOf[i] = old.get(i) instanceof Entry ? units++ : -1;
        }
        var incoming = new ArrayList<Incoming>();
        for (var slot : match.slots()) {
            var item = slot.wanted() instanceof Entry entry ? entry.value() : (Comment) slot.wanted();
            if (slot.isNew()) {
                incoming.add(new Incoming(-1, slot.wanted(), item));
            } else if (unitOf[slot.old()] >= 0) {
                incoming.add(new Incoming(unitOf[slot.old()], slot.wanted(), item));
            }
        }
        return incoming;
    }

    /// Changes which items a list has.
    void items(Sequence before, SiblingMatch<Node> match, boolean flow, int header) {
        var old = before.items();
        int first = YamlPlace.behindProperties(lines, before.span(), flow);
        int column = flow ? 0 : first - lines.start(first);
        var units = new ArrayList<Unit>();
        var goes = new ArrayList<Boolean>();
        var unitOf = new int[old.size()];
        for (int i = 0; i < old.size(); i++) {
            var item = old.get(i);
            unitOf[i] = -1;
            if (item instanceof Comment comment) {
                if (match.kept().get(i) == null) {
                    removeComment(comment.span());
                }
                continue;
            }
            unitOf[i] = units.size();
            int begin = flow ? item.span().start() : regions.dash(item.span().start(), column);
            int end = flow ? item.span().end() : Math.max(begin + 1, regions.endOf(item, column));
            units.add(new Unit(begin, end, item));
            goes.add(match.kept().get(i) == null);
        }
        var incoming = new ArrayList<Incoming>();
        for (var slot : match.slots()) {
            if (slot.isNew() || unitOf[slot.old()] >= 0) {
                var member = new Entry("", Span.NONE, slot.wanted());
                incoming.add(new Incoming(slot.isNew() ? -1 : unitOf[slot.old()], member, slot.wanted()));
            }
        }
        splice(new Frame(flow, true, header, column, first, units), goes, incoming);
    }

    private void splice(Frame frame, List<Boolean> goes, List<Incoming> incoming) {
        int kept = -1;
        boolean added = false;
        var group = new ArrayList<Incoming>();
        for (var slot : incoming) {
            if (slot.unit() < 0) {
                group.add(slot);
                added = true;
            } else {
                add(frame, kept, slot.unit(), group);
                kept = slot.unit();
                group.clear();
            }
        }
        add(frame, kept, -1, group);
        boolean headAdded = !incoming.isEmpty() && incoming.getFirst().unit() < 0;
        if (frame.flow()) {
            inBrackets.remove(frame, goes);
        } else {
            removeLines(frame, goes, headAdded);
        }
        if (kept < 0 && !added && !frame.flow()) {
            leaveEmpty(frame);
        }
    }

    private void add(Frame frame, int kept, int next, List<Incoming> group) {
        if (group.isEmpty()) {
            return;
        }
        if (frame.flow()) {
            inBrackets.add(frame, kept, next, group);
        } else {
            addLines(frame, kept, next, group);
        }
    }

    private void addLines(Frame frame, int kept, int next, List<Incoming> group) {
        byte[] text = inLines(frame, group);
        boolean ends = endsWithBreak(group.getLast().item());
        if (kept >= 0) {
            var unit = frame.units().get(kept);
            insertLines(regions.regionEnd(frame, unit), text, unit.value(), frame.column(), ends);
            return;
        }
        var follower = next >= 0 ? frame.units().get(next) : frame.first();
        var first = frame.first();
        if (!regions.isOnOwnLine(first)) {
            // Behind the dash or key that the first member shares its line with.
            int left = indentOf(text);
            var out = new ByteSink(text.length + frame.column() + 2L);
            out.put(text, left, text.length - lineBreak.length);
            if (next == 0) {
                out.put(lineBreak).repeat(' ', frame.column());
            }
            edits.replace(new Span(first.begin(), first.begin()), out.finish());
            return;
        }
        int at = regions.regionStart(frame, next >= 0 ? follower : first);
        edits.replace(new Span(at, at), text);
    }

    private static int indentOf(byte[] text) {
        int left = 0;
        while (left < text.length && text[left] == ' ') {
            left++;
        }
        return left;
    }

    /// Writes lines behind a value. A file without a line break at its end gets none, unless the new value needs one.
    ///
    /// @param before the value
    /// @param column of the key or dash that it belongs to
    private void insertLines(int at, byte[] text, Node before, int column, boolean endsWithBreak) {
        if (!isOpenEnd(at)) {
            edits.replace(new Span(at, at), text);
            return;
        }
        if (YamlPlace.last(lines, before, column) instanceof YamlPlace last) {
            last.closeBlock(lines, edits);
        }
        edits.replace(new Span(at, at), atOpenEnd(text, endsWithBreak));
    }

    boolean isOpenEnd(int at) {
        return at == lines.end() && at > 0 && !YamlLines.isBreak(lines.at(at - 1));
    }

    byte[] atOpenEnd(byte[] text, boolean endsWithBreak) {
        int end = endsWithBreak ? text.length : text.length - lineBreak.length;
        return new ByteSink(text.length + 2L).put(lineBreak).put(text, 0, end).finish();
    }

    /// Whether the last text in a value ends with a line break, so that the file must have one behind it.
    static boolean endsWithBreak(Node node) {
        return switch (node.resolved()) {
            case Scalar(var value, _) -> !value.isEmpty() && value.lent()[value.length() - 1] == '\n';
            case Mapping(var members, _) ->
                !members.isEmpty() && members.getLast() instanceof Entry entry && endsWithBreak(entry.value());
            case Sequence(var items, _) -> !items.isEmpty() && endsWithBreak(items.getLast());
            case Comment _, Node.Alias _ -> false;
        };
    }

    private byte[] inLines(Frame frame, List<Incoming> group) {
        if (frame.list()) {
            var items = group.stream().map(Incoming::item).toList();
            return YamlFragment.lines(new Sequence(items, Span.NONE), frame.column(), lineBreak, step);
        }
        var members = group.stream().map(Incoming::member).toList();
        return YamlFragment.lines(new Mapping(members, Span.NONE), frame.column(), lineBreak, step);
    }

    private void removeLines(Frame frame, List<Boolean> goes, boolean headAdded) {
        var units = frame.units();
        for (int i = 0; i < units.size(); i++) {
            if (!goes.get(i)) {
                continue;
            }
            var unit = units.get(i);
            if (regions.isOnOwnLine(unit)) {
                removeOwnLines(frame, i, goes);
            } else {
                removeFirstOnLine(frame, goes, headAdded);
            }
        }
    }

    private void removeOwnLines(Frame frame, int index, List<Boolean> goes) {
        var unit = frame.units().get(index);
        int start = regions.regionStart(frame, unit);
        int end = regions.regionEnd(frame, unit);
        boolean open = end == lines.end() && !YamlLines.isBreak(lines.at(end - 1));
        // A file without a line break at its end still has none, unless the value before would lose its own.
        boolean keepsBreak = index == 0
                || goes.get(index - 1)
                || regions.endsInBlock(frame.units().get(index - 1).value(), frame.column());
        removals.add(open && !keepsBreak ? lines.beforeBreak(start) : start, end);
    }

    /// Takes out a member that shares its line with a dash or key before it; the next one comes in its place.
    private void removeFirstOnLine(Frame frame, List<Boolean> goes, boolean headAdded) {
        var unit = frame.first();
        int contentEnd = lines.beforeBreak(regions.regionEnd(frame, unit));
        if (contentEnd <= unit.begin()
                || regions.regionEnd(frame, unit) == lines.end() && !YamlLines.isBreak(lines.at(lines.end() - 1))) {
            contentEnd = regions.regionEnd(frame, unit);
        }
        int next = goes.indexOf(false);
        if (headAdded || next < 0) {
            removals.add(unit.begin(), contentEnd);
            return;
        }
        int follower = frame.units().get(next).begin();
        boolean clean = regions.regionStart(frame, frame.units().get(next)) == lines.start(follower);
        for (int line = regions.regionEnd(frame, unit);
                clean && line < lines.start(follower);
                line = lines.next(line)) {
            clean = !lines.isComment(line);
        }
        if (clean) {
            removals.add(unit.begin(), follower);
        } else {
            int behindDash = unit.begin();
            while (YamlLines.isBlank(lines.at(behindDash - 1))) {
                behindDash--;
            }
            removals.add(behindDash, contentEnd);
        }
    }

    /// Brackets for a map or list that has lost all members.
    private void leaveEmpty(Frame frame) {
        byte[] brackets = (frame.list() ? "[]" : "{}").getBytes(StandardCharsets.US_ASCII);
        var first = frame.first();
        if (frame.header() < 0) {
            int line = regions.regionStart(frame, first);
            edits.replace(
                    new Span(line, line),
                    new ByteSink(4).put(brackets).put(lineBreak).finish());
        } else if (regions.isOnOwnLine(first)) {
            edits.replace(
                    new Span(frame.header(), frame.header()),
                    new ByteSink(4).put(' ').put(brackets).finish());
        } else {
            edits.replace(new Span(first.begin(), first.begin()), brackets);
        }
    }

    private void removeComment(Span comment) {
        int line = lines.start(comment.start());
        if (lines.skipSpaces(line) == comment.start()) {
            removals.add(line, lines.next(comment.end()));
        } else {
            int start = comment.start();
            while (YamlLines.isBlank(lines.at(start - 1))) {
                start--;
            }
            removals.add(start, comment.end());
        }
    }

    /// Writes the members of a document that has none: an empty one, or a null.
    private void addToNothing(Span place, List<Member> members) {
        var mapping = new Mapping(members, Span.NONE);
        if (place.length() > 0) {
            edits.replace(place, YamlFragment.flow(mapping));
            return;
        }
        int at = regions.lineBehind(place.end());
        while (at < lines.end() && !lines.isBorder(at)) {
            at = lines.next(at);
        }
        byte[] text = YamlFragment.lines(mapping, 0, lineBreak, step);
        edits.replace(new Span(at, at), isOpenEnd(at) ? atOpenEnd(text, endsWithBreak(mapping)) : text);
    }

    /// Writes a map or list where a value of another kind stood, in lines of its own.
    ///
    /// @param sign behind the colon or dash before the value
    /// @param parent the column of the key or dash
    void replaceInLines(Node before, Node after, int sign, int parent, boolean inList) {
        int end = regions.endOnLine(before, sign, parent);
        int lineEnd = lines.end(end);
        byte[] text = YamlFragment.lines(after, inList ? parent + 2 : parent + step, lineBreak, step);
        boolean needsBreak = lineEnd == lines.end() && endsWithBreak(after);
        int length = needsBreak ? text.length : text.length - lineBreak.length;
        boolean behindDash = inList && lineEnd == end;
        var out = new ByteSink(text.length + 2L).put(behindDash ? new byte[] {' '} : lineBreak);
        out.put(text, behindDash ? indentOf(text) : 0, length);
        if (lineEnd == end) {
            edits.replace(new Span(sign, end), out.finish());
        } else {
            edits.replace(new Span(sign, end), NOTHING);
            edits.replace(new Span(lineEnd, lineEnd), out.finish());
        }
    }

    /// Writes a single value, or empty brackets, where a value in lines stood; a comment behind the header of a block
    /// stays.
    void replaceByText(Node before, byte[] text, int sign, int parent) {
        var spaced = new ByteSink(text.length + 1L).put(' ').put(text).finish();
        if (before instanceof Scalar(_, var span)) {
            var place = YamlPlace.of(lines, span, false, parent);
            var block = place.block();
            if (block != YamlBlock.NONE) {
                int signs = place.body() + 1;
                while (lines.at(signs) > ' ') {
                    signs++;
                }
                edits.replace(new Span(sign, signs), spaced);
                edits.replace(new Span(block.headerEnd(), block.end()), NOTHING);
                return;
            }
        }
        edits.replace(new Span(sign, regions.endOnLine(before, sign, parent)), spaced);
    }
}
