package dev.lockstep.format;

import dev.lockstep.document.Document;
import dev.lockstep.document.Edits;
import dev.lockstep.document.FormattingHints;
import dev.lockstep.document.Node;
import dev.lockstep.document.Node.Alias;
import dev.lockstep.document.Node.Comment;
import dev.lockstep.document.Node.Entry;
import dev.lockstep.document.Node.Mapping;
import dev.lockstep.document.Node.Member;
import dev.lockstep.document.Node.Scalar;
import dev.lockstep.document.Node.Sequence;
import dev.lockstep.document.Span;
import dev.lockstep.format.YamlScalarWriter.Piece;
import dev.lockstep.secret.Plaintext;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Writes a changed YAML tree beside its old source: walks the old roots and the new ones in parallel and replaces the
/// text of what differs, in the style of what stood there. Adding the `sops` entry and taking it away again are
/// inverses, byte for byte.
final class YamlRenderer {
    private final YamlLines lines;
    private final byte[] lineBreak;
    private final FormattingHints hints;
    private final YamlScalarWriter writer;
    private final YamlTopEntry topEntry;
    private final Edits edits = new Edits();
    /// What was made here, to be wiped; hints are lent.
    private final List<Piece> made = new ArrayList<>();
    /// Where changed leaves begin: an alias to them has to be written out.
    private final BitSet changed = new BitSet();
    /// Anchors of changed scalars: a key that is an alias to one has to be written out.
    private final Set<String> changedAnchors = new HashSet<>();
    private final boolean quoting;
    private int number;
    /// What the value written last ends with, as it decides what the `sops` entry behind it leaves.
    private YamlEnding ending = YamlEnding.LINE;
    /// Whether each edit stays within its line, so that the result reads as wanted whatever stands around it.
    private boolean evident;

    private YamlRenderer(Document before, FormattingHints hints, boolean quoting) {
        lines = new YamlLines(before.source());
        byte[] own = lines.lineBreak();
        lineBreak = own.length == 0 ? new byte[] {'\n'} : own;
        this.hints = hints;
        this.quoting = quoting;
        evident = before.roots().size() == 1;
        writer = new YamlScalarWriter(lines, lineBreak, YamlTopEntry.step(lines, before.roots()), quoting);
        topEntry = new YamlTopEntry(lines, lineBreak, this::replace, changed);
    }

    /// See [Format#render].
    static byte[] render(Document before, List<Mapping> after, FormattingHints hints) {
        byte[] text = hinted(before, after, hints);
        if (text == null) {
            throw new IllegalStateException("overlapping edits");
        }
        return text;
    }

    /// As [#render]; null if the hints, which a stranger may have written, overlap.
    static byte @Nullable [] hinted(Document before, List<Mapping> after, FormattingHints hints) {
        byte[] whole = hints.wholeSource();
        if (whole != null) {
            return whole.clone();
        }
        var renderer = new YamlRenderer(before, hints, false);
        try {
            renderer.roots(before.roots(), after);
            return renderer.edits.overlap() ? null : renderer.edits.apply(before.source());
        } finally {
            renderer.wipe();
        }
    }

    /// A file and whether it reads as wanted beyond doubt: no block of lines, tag, anchor or comment had a part in it.
    record Written(byte[] text, boolean evident) {}

    /// As [#render], without hints.
    ///
    /// @param quoting whether all text that changes, and all that stands in blocks of lines, gets double quotes
    static Written written(Document before, List<Mapping> after, boolean quoting) {
        return new YamlRenderer(before, FormattingHints.none(), quoting).render(before, after);
    }

    private Written render(Document before, List<Mapping> after) {
        try {
            roots(before.roots(), after);
            return new Written(edits.apply(before.source()), evident);
        } finally {
            wipe();
        }
    }

    private void roots(List<Mapping> before, List<Mapping> after) {
        if (before.size() != after.size()) {
            throw new IllegalStateException("documents were added or taken away");
        }
        for (int i = 0; i < after.size(); i++) {
            root(before.get(i), after.get(i));
        }
    }

    private void wipe() {
        made.forEach(edit -> Arrays.fill(edit.text(), (byte) 0));
    }

    /// A file with the same entry at the end of each document, and what had to be changed in it for that.
    record Extended(byte[] file, List<Piece> edits) {}

    static Extended extended(Document before, Entry entry) {
        var renderer = new YamlRenderer(before, FormattingHints.none(), false);
        var after = new ArrayList<Mapping>();
        for (var root : before.roots()) {
            var members = new ArrayList<>(root.members());
            members.add(entry);
            after.add(new Mapping(members, root.span()));
        }
        renderer.roots(before.roots(), after);
        var edits = renderer.made.stream()
                .sorted((one, other) ->
                        Integer.compare(one.span().start(), other.span().start()))
                .toList();
        return new Extended(renderer.edits.apply(before.source()), edits);
    }

    private void replace(Span span, byte[] text) {
        made.add(new Piece(span, text));
        edits.replace(span, text);
    }

    private void root(Mapping before, Mapping after) {
        byte[] hint = hints.textOf(number++);
        boolean flow = isFlow(before.span(), false);
        var old = YamlTopEntry.of(before);
        var wanted = YamlTopEntry.of(after);
        ending = YamlEnding.LINE;
        members(before, after, flow, true);
        if (hint != null && before.members().stream().allMatch(member -> member == old)) {
            edits.replace(before.span(), hint); // of a document without entries
        } else if (old == null ? wanted != null : wanted == null || old.value() != wanted.value()) {
            evident &= !flow
                    && old != null
                    && before.members().stream().anyMatch(member -> member instanceof Entry && member != old)
                    && lines.skipSpaces(lines.start(old.keySpan().start()))
                            == old.keySpan().start();
            topEntry.change(before, flow, old, wanted, ending);
        }
    }

    private void change(Node before, Node after, boolean flow, int parent) {
        byte[] hint = hints.textOf(number++);
        ending = YamlEnding.LINE;
        if (hint != null) {
            number += YamlHints.numbersBelow(before);
            edits.replace(YamlHints.region(lines, before, flow, parent), hint);
            ending = YamlEnding.ofHint(hint, after);
            return;
        }
        switch (before) {
            case Mapping old
            when after instanceof Mapping wanted -> members(old, wanted, isFlow(old.span(), flow), false);
            case Sequence old
            when after instanceof Sequence wanted -> items(old, wanted, isFlow(old.span(), flow), parent);
            case Scalar old when after instanceof Scalar wanted -> scalar(old, wanted.value(), flow, parent);
            case Alias old -> alias(old, after, flow, parent);
            case Mapping _, Sequence _, Scalar _ -> {
                number += YamlHints.numbersBelow(before);
                evident = false;
                changed.set(before.span().start());
                replace(YamlHints.region(lines, before, flow, parent), YamlFragment.flow(after));
            }
            case Comment _ -> throw new IllegalStateException("comments are not numbered");
        }
    }

    private boolean isFlow(Span span, boolean inside) {
        int open = lines.at(YamlPlace.behindProperties(lines, span, inside));
        return inside || open == '{' || open == '[';
    }

    private void scalar(Scalar before, Plaintext after, boolean flow, int parent) {
        boolean same = before.value().sameAs(after);
        boolean onLine = "|>&!".indexOf(lines.at(before.span().start())) < 0;
        evident &= onLine;
        if (same && onLine) {
            return;
        }
        var place = YamlPlace.of(lines, before.span(), flow, parent);
        List<Piece> pieces = List.of();
        if (!same || quoting && place.block() != YamlBlock.NONE) {
            changed.set(before.span().start());
            if (!place.anchor().isNone()) {
                changedAnchors.add(name(place.anchor()));
            }
            pieces = writer.write(place, before.value(), after);
            pieces.forEach(piece -> replace(piece.span(), piece.text()));
            evident &= pieces.size() == 1
                    && isOneLine(pieces.getFirst().text())
                    && lines.isOneLine(place.body(), place.end());
        }
        ending = YamlEnding.of(place, pieces, after);
    }

    private static boolean isOneLine(byte[] text) {
        for (byte octet : text) {
            if (YamlLines.isBreak(octet)) {
                return false;
            }
        }
        return true;
    }

    /// What follows `&` or `*`.
    private String name(Span anchor) {
        return new String(lines.bytes, anchor.start() + 1, anchor.length() - 1, StandardCharsets.UTF_8);
    }

    private void key(Entry entry, boolean flow) {
        var span = entry.keySpan();
        if (lines.at(span.start()) == '*' && changedAnchors.contains(name(span))) {
            evident = false;
            var key = Plaintext.owning(Plaintext.Type.STRING, entry.key().getBytes(StandardCharsets.UTF_8));
            replace(span, YamlScalarText.oneLine(key, flow));
        }
    }

    /// An alias that stays must not come to mean something else: if what it refers to has changed, its old meaning is
    /// written out.
    private void alias(Alias before, Node after, boolean flow, int parent) {
        Node meaning = after;
        evident = false;
        if (after instanceof Alias) {
            var target = before.target().span();
            int touched = changed.nextSetBit(target.start());
            if (touched < 0 || touched >= Math.max(target.end(), target.start() + 1)) {
                return;
            }
            meaning = before.target();
        }
        changed.set(before.span().start());
        if (meaning.resolved() instanceof Scalar(var value, _)) {
            var was = before.target().resolved() instanceof Scalar(var old, _) ? old : Plaintext.none();
            for (var piece : writer.write(YamlPlace.of(lines, before.span(), flow, parent), was, value)) {
                replace(piece.span(), piece.text());
            }
        } else {
            collectionForAlias(before.span(), YamlFragment.flow(meaning), flow, parent);
        }
    }

    /// A comment behind an alias belongs to the map around it, one behind a collection to the collection. So the
    /// collection goes below a comment that is there.
    private void collectionForAlias(Span alias, byte[] text, boolean flow, int parent) {
        int comment = lines.skipSpaces(alias.end());
        if (flow || lines.at(comment) != '#') {
            replace(alias, text);
            return;
        }
        replace(new Span(alias.start(), comment), new byte[0]);
        int end = lines.end(comment);
        var below = new ByteSink(text.length + 16L)
                .put(lineBreak)
                .repeat(' ', parent + 2)
                .put(text);
        replace(new Span(end, end), below.finish());
        Arrays.fill(text, (byte) 0);
    }

    private void comment(Comment before, Comment after) {
        if (!before.text().sameAs(after.text())) {
            evident &= YamlSyntax.isOneLine(after.text().lent());
            changed.set(before.span().start());
            int column = before.span().start() - lines.start(before.span().start());
            replace(before.span(), commentLine(after.text(), column));
        }
    }

    /// `#` and the text. Text with a line break in it must not come out as anything but a comment.
    private byte[] commentLine(Plaintext text, int column) {
        byte[] octets = text.lent();
        var out = new ByteSink(octets.length + 1L).put('#');
        for (int at = 0; at < octets.length; ) {
            int width = Utf8.width(octets, at);
            if (width > 0 && YamlSyntax.isBreak(Utf8.codePoint(octets, at))) {
                out.put(lineBreak).repeat(' ', column).put('#');
            } else {
                out.put(octets, at, at + Math.max(1, width));
            }
            at += Math.max(1, width);
        }
        return out.finish();
    }

    private void members(Mapping before, Mapping after, boolean flow, boolean top) {
        int column = -1;
        var wanted = after == before ? before.members() : placed(after.members());
        int next = 0;
        for (var member : before.members()) {
            boolean isMetadata =
                    top && member instanceof Entry entry && entry.key().equals(YamlTopEntry.NAME);
            boolean kept = next < wanted.size() && place(wanted.get(next)).equals(place(member));
            if (isMetadata) {
                next += kept ? 1 : 0;
                continue;
            }
            if (!kept) {
                throw new IllegalStateException("an entry was taken away that is no metadata");
            }
            var other = wanted.get(next++);
            switch (member) {
                case Comment comment -> comment(comment, (Comment) other);
                case Entry entry -> {
                    if (column < 0) {
                        column = flow ? 0 : lines.column(entry.keySpan().start());
                    }
                    key(entry, flow);
                    change(entry.value(), ((Entry) other).value(), flow, column);
                }
            }
        }
    }

    private static List<Member> placed(List<Member> members) {
        boolean all = true;
        for (var member : members) {
            all &= !place(member).isNone();
        }
        return all
                ? members
                : members.stream().filter(member -> !place(member).isNone()).toList();
    }

    private static Span place(Member member) {
        return switch (member) {
            case Comment comment -> comment.span();
            case Entry entry -> entry.keySpan();
        };
    }

    private void items(Sequence before, Sequence after, boolean flow, int parent) {
        var wanted = after.items();
        if (wanted.size() != before.items().size()) {
            throw new IllegalStateException("items were added or taken away");
        }
        int first = YamlPlace.behindProperties(lines, before.span(), flow);
        int column = flow ? 0 : first - lines.start(first);
        boolean anythingLeft = wanted.stream().anyMatch(item -> !(item instanceof Comment));
        Span dropped = null;
        for (int i = 0; i < wanted.size(); i++) {
            var item = before.items().get(i);
            if (item instanceof Comment comment) {
                comment(comment, (Comment) wanted.get(i));
            } else if (wanted.get(i) instanceof Comment comment) {
                number += 1 + YamlHints.numbersBelow(item);
                dropped = flow ? dropFlowItem(before, item.span()) : commentItem(item.span(), comment, column);
            } else {
                change(item, wanted.get(i), flow, column);
            }
        }
        if (dropped != null && !anythingLeft && !flow) {
            int end = lines.end(dropped.end());
            var empty = new ByteSink(16)
                    .put(lineBreak)
                    .repeat(' ', Math.max(column, parent + 1))
                    .put("[]");
            replace(new Span(end, end), empty.finish());
        }
    }

    /// A ciphertext of a comment, which sops writes as an item, becomes a line of comment.
    private Span commentItem(Span item, Comment comment, int column) {
        evident = false;
        changed.set(item.start());
        int line = lines.start(item.start());
        while (lines.at(line + column) != '-' || line + column >= item.start()) {
            int above = lines.start(lines.beforeBreak(line));
            if (above == line) {
                throw new IllegalStateException("list item without a dash at byte " + item.start());
            }
            line = above;
        }
        var span = new Span(line + column, item.end());
        replace(span, commentLine(comment.text(), column));
        return span;
    }

    /// Inside brackets there may be no room for a comment: the item goes, with the comma behind it.
    private Span dropFlowItem(Sequence list, Span item) {
        evident = false;
        int close = list.span().end() - 1;
        int behind = lines.skipToContent(item.end(), close);
        int end = lines.at(behind) == ',' ? lines.skipSpaces(behind + 1) : item.end();
        var span = new Span(item.start(), end);
        replace(span, new byte[0]);
        return span;
    }

    /// Takes edits; so that what belongs to the `sops` entry can be written elsewhere.
    interface Replacing {
        void replace(Span span, byte[] text);
    }
}
