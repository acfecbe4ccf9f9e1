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
    private final YamlSplicer splicer;
    private final int step;
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
        step = YamlTopEntry.step(lines, before.roots());
        writer = new YamlScalarWriter(lines, lineBreak, step, quoting);
        topEntry = new YamlTopEntry(lines, lineBreak, this::replace, changed, hints.metadata());
        splicer = new YamlSplicer(lines, lineBreak, step, this::replace);
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
        var match = SiblingMatch.of(before, after, Mapping::span, _ -> null);
        for (int i = 0; i < before.size(); i++) {
            var kept = match.kept().get(i);
            if (kept != null) {
                root(before.get(i), kept);
            } else {
                number += 1 + YamlHints.numbersBelow(before.get(i));
            }
        }
        if (!match.isSameShape()) {
            evident = false;
            new YamlDocuments(lines, lineBreak, step, this::replace, splicer).splice(before, match);
        }
        splicer.finish();
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
        members(before, after, flow, true, -1);
        if (hint != null && before.members().stream().allMatch(member -> member == old)) {
            edits.replace(before.span(), hint); // of a document without entries
        } else if (old != null && wanted != null && changesInside(old, wanted, flow)) {
            evident = false;
        } else if (old == null ? wanted != null : wanted == null || old.value() != wanted.value()) {
            evident &= !flow
                    && old != null
                    && before.members().stream().anyMatch(member -> member instanceof Entry && member != old)
                    && lines.skipSpaces(lines.start(old.keySpan().start()))
                            == old.keySpan().start();
            topEntry.change(before, flow, old, wanted, ending);
        }
    }

    /// Changes the metadata where it stands, entry by entry. Its nodes have no numbers.
    private boolean changesInside(Entry old, Entry wanted, boolean flow) {
        if (old.value() == wanted.value()) {
            return true;
        }
        if (!(old.value() instanceof Mapping before && wanted.value() instanceof Mapping after)) {
            return false;
        }
        int here = number;
        members(before, after, isFlow(before.span(), flow), false, sign(old, flow));
        number = here;
        return true;
    }

    /// Behind the colon of an entry; -1 if it does not follow the key on its line.
    private int sign(Entry entry, boolean flow) {
        int colon = lines.skipSpaces(entry.keySpan().end());
        return !flow && lines.at(colon) == ':' ? colon + 1 : -1;
    }

    /// @param sign behind the colon or dash that the value follows; -1 if it is not known, or in brackets
    private void change(Node before, Node after, boolean flow, int parent, int sign) {
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
            when after instanceof Mapping wanted -> members(old, wanted, isFlow(old.span(), flow), false, sign);
            case Sequence old
            when after instanceof Sequence wanted -> items(old, wanted, isFlow(old.span(), flow), parent, sign);
            case Scalar old when after instanceof Scalar wanted -> scalar(old, wanted.value(), flow, parent);
            case Alias old -> alias(old, after, flow, parent);
            case Mapping _, Sequence _, Scalar _ -> {
                number += YamlHints.numbersBelow(before);
                evident = false;
                changed.set(
                        before.span().start(),
                        Math.max(before.span().end(), before.span().start() + 1));
                replaceKind(before, after, flow, parent, sign);
            }
            case Comment _ -> throw new IllegalStateException("comments are not numbered");
        }
    }

    /// Writes a value of another kind: in lines where the old one stood outside of brackets.
    private void replaceKind(Node before, Node after, boolean flow, int parent, int sign) {
        boolean inLines = !flow && sign >= 0;
        boolean list = inLines && lines.at(sign - 1) == '-';
        if (inLines && hasMembers(after) && !isFlow(before.span(), false)) {
            splicer.replaceInLines(before, after.resolved(), sign, parent, list);
        } else if (inLines && !isFlow(before.span(), false)) {
            splicer.replaceByText(before, YamlFragment.flow(after), sign, parent);
        } else {
            replace(YamlHints.region(lines, before, flow, parent), YamlFragment.flow(after));
        }
    }

    private static boolean hasMembers(Node node) {
        return switch (node.resolved()) {
            case Mapping(var members, _) -> members.stream().anyMatch(Entry.class::isInstance);
            case Sequence(var items, _) -> items.stream().anyMatch(item -> !(item instanceof Comment));
            case Scalar _, Comment _, Alias _ -> false;
        };
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
            // An empty value may stand where a map ends.
            if (touched < 0 || touched > target.end()) {
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

    private void members(Mapping before, Mapping after, boolean flow, boolean top, int sign) {
        var old = top ? withoutMetadata(before.members()) : before.members();
        var wanted = after == before ? old : top ? withoutMetadata(after.members()) : after.members();
        if (isSameShape(old, wanted)) {
            for (int i = 0; i < old.size(); i++) {
                member(old.get(i), wanted.get(i), flow);
            }
            return;
        }
        evident = false;
        changed.set(before.span().start());
        var match = SiblingMatch.of(old, wanted, YamlRenderer::place, YamlRenderer::keyOf);
        for (int i = 0; i < old.size(); i++) {
            var kept = match.kept().get(i);
            if (kept != null) {
                member(old.get(i), kept, flow);
            } else if (old.get(i) instanceof Entry(_, var key, var value)) {
                number += 1 + YamlHints.numbersBelow(value);
                changed.set(key.start(), Math.max(value.span().end(), key.end()));
            }
        }
        splicer.members(
                new Mapping(old, before.span()),
                match,
                flow,
                top ? -1 : sign < 0 ? before.span().start() : splicer.regions().header(sign, before));
    }

    private void member(Member before, Member after, boolean flow) {
        switch (before) {
            case Comment comment -> comment(comment, (Comment) after);
            case Entry entry -> {
                key(entry, flow);
                int column = flow ? 0 : lines.column(entry.keySpan().start());
                change(entry.value(), ((Entry) after).value(), flow, column, sign(entry, flow));
            }
        }
    }

    private static List<Member> withoutMetadata(List<Member> members) {
        boolean none = true;
        for (var member : members) {
            none &= !isMetadata(member);
        }
        return none
                ? members
                : members.stream().filter(member -> !isMetadata(member)).toList();
    }

    private static boolean isMetadata(Member member) {
        return member instanceof Entry entry && entry.key().equals(YamlTopEntry.NAME);
    }

    private static boolean isSameShape(List<Member> old, List<Member> wanted) {
        if (old == wanted) {
            return true;
        }
        if (old.size() != wanted.size()) {
            return false;
        }
        for (int i = 0; i < old.size(); i++) {
            if (!place(old.get(i)).equals(place(wanted.get(i)))) {
                return false;
            }
        }
        return true;
    }

    private static @Nullable String keyOf(Member member) {
        return member instanceof Entry entry ? entry.key() : null;
    }

    private static Span place(Member member) {
        return switch (member) {
            case Comment comment -> comment.span();
            case Entry entry -> entry.keySpan();
        };
    }

    private void items(Sequence before, Sequence after, boolean flow, int parent, int sign) {
        var match = after.span().isNone()
                ? SiblingMatch.byIndex(before.items(), after.items())
                : SiblingMatch.of(before.items(), after.items(), Node::span, _ -> null);
        int first = YamlPlace.behindProperties(lines, before.span(), flow);
        int column = flow ? 0 : first - lines.start(first);
        boolean anythingLeft = after.items().stream().anyMatch(item -> !(item instanceof Comment));
        Span dropped = null;
        for (int i = 0; i < before.items().size(); i++) {
            var item = before.items().get(i);
            var wanted = match.kept().get(i);
            if (wanted == null) {
                if (!(item instanceof Comment)) {
                    number += 1 + YamlHints.numbersBelow(item);
                    changed.set(
                            item.span().start(),
                            Math.max(item.span().end(), item.span().start() + 1));
                }
            } else if (item instanceof Comment comment) {
                if (wanted instanceof Comment changedComment) {
                    comment(comment, changedComment);
                } else {
                    itemForComment(comment.span(), (Scalar) wanted, column);
                }
            } else if (wanted instanceof Comment comment) {
                number += 1 + YamlHints.numbersBelow(item);
                dropped = flow ? dropFlowItem(before, item.span()) : commentItem(item.span(), comment, column);
            } else {
                int dash = flow ? -1 : splicer.regions().dash(item.span().start(), column);
                change(item, wanted, flow, column, dash < 0 ? -1 : dash + 1);
            }
        }
        if (!match.isSameShape()) {
            evident = false;
            changed.set(before.span().start());
            splicer.items(
                    before,
                    match,
                    flow,
                    sign < 0 ? before.span().start() : splicer.regions().header(sign, before));
        } else if (dropped != null && !anythingLeft && !flow) {
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
        int dash = splicer.regions().dash(item.start(), column);
        if (dash < 0) {
            throw new IllegalStateException("list item without a dash at byte " + item.start());
        }
        var span = new Span(dash, item.end());
        replace(span, commentLine(comment.text(), column));
        return span;
    }

    /// The ciphertext of a comment goes back into the list as the item that sops made of it.
    private void itemForComment(Span comment, Scalar item, int column) {
        evident = false;
        changed.set(comment.start());
        int line = lines.start(comment.start());
        byte[] text = item.value().lent();
        var out = new ByteSink(text.length + column + 2L)
                .repeat(' ', column)
                .put("- ")
                .put(text);
        replace(new Span(line, comment.end()), out.finish());
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
