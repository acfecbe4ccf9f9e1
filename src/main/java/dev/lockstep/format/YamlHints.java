package dev.lockstep.format;

import dev.lockstep.document.Document;
import dev.lockstep.document.FormattingHints;
import dev.lockstep.document.Node;
import dev.lockstep.document.Node.Alias;
import dev.lockstep.document.Node.Comment;
import dev.lockstep.document.Node.Entry;
import dev.lockstep.document.Node.Mapping;
import dev.lockstep.document.Node.Scalar;
import dev.lockstep.document.Node.Sequence;
import dev.lockstep.document.Span;
import dev.lockstep.format.YamlScalarWriter.Piece;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Finds the nodes whose text decryption would not restore by itself: `0x1F`, `1.0`, folded lines, escapes, aliases.
final class YamlHints {
    private final YamlLines original;
    private final YamlLines sealed;
    private final YamlScalarWriter writer;
    private final Map<Integer, byte[]> texts = new HashMap<>();
    private int number;

    private YamlHints(Document original, Document sealed) {
        this.original = new YamlLines(original.source());
        this.sealed = new YamlLines(sealed.source());
        writer = new YamlScalarWriter(
                this.sealed, this.sealed.lineBreak(), YamlTopEntry.step(this.sealed, sealed.roots()), false);
    }

    /// The smallest texts that should do; whether they do, the caller proves. `opened` is parallel to the sealed
    /// document.
    static FormattingHints of(Document original, Document sealed, List<Mapping> opened) {
        var hints = new YamlHints(original, sealed);
        int documents =
                Math.min(original.roots().size(), Math.min(sealed.roots().size(), opened.size()));
        for (int i = 0; i < documents; i++) {
            hints.root(original.roots().get(i), sealed.roots().get(i), opened.get(i));
        }
        return FormattingHints.owning(hints.texts);
    }

    private void root(Mapping before, Mapping now, Mapping then) {
        int here = number++;
        boolean added = hasEntries(now) && !hasEntries(before) && isFlow(sealed, now.span(), false);
        if (added && !isFlow(original, before.span(), false)) {
            // A null in whose place braces had to come.
            keep(here, before.span());
            return;
        }
        members(before, now, then, isFlow(sealed, now.span(), false), true);
    }

    private static boolean hasEntries(Mapping mapping) {
        return mapping.members().stream().anyMatch(Entry.class::isInstance);
    }

    private void compare(Node before, Node now, Node then, boolean flow, int parent, int parentBefore) {
        int here = number++;
        switch (now) {
            case Mapping inner
            when before instanceof Mapping left && then instanceof Mapping right ->
                members(left, inner, right, isFlow(sealed, inner.span(), flow), false);
            case Sequence inner
            when before instanceof Sequence left && then instanceof Sequence right ->
                items(left, inner, right, isFlow(sealed, inner.span(), flow));
            case Scalar inner
            when before instanceof Scalar left && then instanceof Scalar right ->
                scalar(here, left, inner, right, flow, parent, parentBefore);
            case Alias inner -> {
                if (!isSame(before.span(), inner.span())) {
                    keep(here, before.span());
                }
            }
            case Mapping _, Sequence _, Scalar _ -> {
                number += numbersBelow(now);
                keep(here, before.span());
            }
            case Comment _ -> throw new IllegalStateException("comments are not numbered");
        }
    }

    private void members(Mapping before, Mapping now, Mapping then, boolean flow, boolean top) {
        var left = entries(before);
        var inner = entries(now);
        var right = entries(then);
        int column = -1;
        int columnBefore = -1;
        int count = Math.min(left.size(), Math.min(inner.size(), right.size()));
        for (int i = 0; i < count && !(top && inner.get(i).key().equals(YamlTopEntry.NAME)); i++) {
            if (i == 0 && !flow) {
                column = sealed.column(inner.getFirst().keySpan().start());
                columnBefore = original.column(left.getFirst().keySpan().start());
            }
            compare(left.get(i).value(), inner.get(i).value(), right.get(i).value(), flow, column, columnBefore);
        }
    }

    private void items(Sequence before, Sequence now, Sequence then, boolean flow) {
        var left = values(before);
        int first = YamlPlace.behindProperties(sealed, now.span(), flow);
        int column = flow ? -1 : first - sealed.start(first);
        int firstBefore = YamlPlace.behindProperties(original, before.span(), flow);
        int columnBefore = flow ? -1 : firstBefore - original.start(firstBefore);
        int next = 0;
        int count = Math.min(now.items().size(), then.items().size());
        for (int i = 0; i < count && next < left.size(); i++) {
            var item = now.items().get(i);
            if (item instanceof Comment) {
                continue;
            }
            if (then.items().get(i) instanceof Comment) {
                number += 1 + numbersBelow(item); // a comment that sops wrote as an item
            } else {
                compare(left.get(next++), item, then.items().get(i), flow, column, columnBefore);
            }
        }
    }

    private void scalar(int here, Scalar before, Scalar now, Scalar then, boolean flow, int parent, int parentBefore) {
        var place = YamlPlace.of(sealed, now.span(), flow, parent);
        var wanted = YamlPlace.of(original, before.span(), flow, parentBefore).region();
        List<Piece> pieces =
                now.value().sameAs(then.value()) ? List.of() : writer.write(place, now.value(), then.value());
        // Behind the header of a block stands its comment, and no text of one line can.
        boolean hasRoom =
                place.block() == YamlBlock.NONE || !place.commented() || YamlLines.isBreak(original.at(wanted.start()));
        if (hasRoom && !gives(place.region(), pieces, wanted)) {
            keep(here, wanted);
        }
        pieces.forEach(piece -> Arrays.fill(piece.text(), (byte) 0));
    }

    /// Whether the pieces turn the region of the sealed file into the wanted one of the original.
    private boolean gives(Span region, List<Piece> pieces, Span wanted) {
        int from = region.start();
        int to = wanted.start();
        for (var piece : pieces) {
            int kept = piece.span().start() - from;
            int next = to + kept + piece.text().length;
            boolean inside = kept >= 0 && piece.span().end() <= region.end() && next <= wanted.end();
            if (!inside
                    || !Arrays.equals(sealed.bytes, from, from + kept, original.bytes, to, to + kept)
                    || !Arrays.equals(piece.text(), 0, piece.text().length, original.bytes, to + kept, next)) {
                return false;
            }
            from = piece.span().end();
            to = next;
        }
        return Arrays.equals(sealed.bytes, from, region.end(), original.bytes, to, wanted.end());
    }

    private boolean isSame(Span before, Span now) {
        return Arrays.equals(original.bytes, before.start(), before.end(), sealed.bytes, now.start(), now.end());
    }

    private void keep(int node, Span span) {
        texts.put(node, Arrays.copyOfRange(original.bytes, span.start(), span.end()));
    }

    private static boolean isFlow(YamlLines lines, Span span, boolean inside) {
        int open = lines.at(YamlPlace.behindProperties(lines, span, inside));
        return inside || open == '{' || open == '[';
    }

    /// What an original text of a node replaces.
    static Span region(YamlLines lines, Node node, boolean flow, int parent) {
        return node instanceof Scalar
                ? YamlPlace.of(lines, node.span(), flow, parent).region()
                : node.span();
    }

    /// How many numbers a node's content takes up, its own not counted. Not for a root.
    static int numbersBelow(Node node) {
        int count = 0;
        switch (node) {
            case Mapping(var members, _) -> {
                for (var member : members) {
                    count += member instanceof Entry entry ? 1 + numbersBelow(entry.value()) : 0;
                }
            }
            case Sequence(var items, _) -> {
                for (var item : items) {
                    count += item instanceof Comment ? 0 : 1 + numbersBelow(item);
                }
            }
            case Scalar _, Comment _, Alias _ -> {}
        }
        return count;
    }

    private static List<Entry> entries(Mapping mapping) {
        return mapping.members().stream()
                .filter(Entry.class::isInstance)
                .map(Entry.class::cast)
                .toList();
    }

    private static List<Node> values(Sequence sequence) {
        return sequence.items().stream()
                .filter(item -> !(item instanceof Comment))
                .toList();
    }
}
