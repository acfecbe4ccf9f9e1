package dev.lockstep.format;

import dev.lockstep.document.Document;
import dev.lockstep.document.Edits;
import dev.lockstep.document.FormattingHints;
import dev.lockstep.document.Node;
import dev.lockstep.document.Node.Comment;
import dev.lockstep.document.Node.Entry;
import dev.lockstep.document.Node.Mapping;
import dev.lockstep.document.Node.Scalar;
import dev.lockstep.document.Node.Sequence;
import dev.lockstep.document.Span;
import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Writes a changed JSON tree beside its old source: a structural diff in which only what differs gets new bytes.
/// Members may be added anywhere, replaced and removed, in the white space of their siblings. Adding members behind the
/// last one and taking them away again are inverses, byte for byte, so that the `sops` metadata leaves no trace.
final class JsonRenderer {
    /// The metadata of sops, which has no node numbers.
    private static final String METADATA = "sops";

    private final byte[] source;
    private final FormattingHints hints;
    private final JsonStyle style;
    private final Edits edits = new Edits();
    private int number;

    private JsonRenderer(byte[] source, List<Mapping> before, FormattingHints hints) {
        this.source = source;
        this.hints = hints;
        style = new JsonStyle(source, before.getFirst());
    }

    static byte[] render(byte[] source, List<Mapping> before, List<Mapping> after, FormattingHints hints) {
        if (before.size() != 1 || after.size() != 1) {
            throw new LockstepException(
                    Kind.NOT_EMITTABLE, "JSON holds one document, not " + after.size(), "", "choose YAML output");
        }
        byte[] whole = hints.wholeSource();
        if (whole != null) {
            return whole.clone();
        }
        var renderer = new JsonRenderer(source, before, hints);
        renderer.number++;
        renderer.changeMembers(before.getFirst(), after.getFirst(), true);
        return renderer.edits.apply(source);
    }

    private void change(Node before, Node after) {
        byte[] text = hints.textOf(number++);
        switch (before) {
            case Mapping old when after instanceof Mapping changed -> changeMembers(old, changed, false);
            case Sequence old when after instanceof Sequence changed -> changeItems(old, changed);
            default -> {
                number += numbersBelow(before);
                if (before != after && text != null) {
                    edits.replace(before.span(), text);
                } else if (!isSame(before, after)) {
                    edits.replace(before.span(), style.textOf(after, before.span()));
                }
            }
        }
    }

    /// Whether the text that stands there gives the wanted value, even if it is another instance: so metadata that
    /// comes back as a new tree changes only where it differs.
    private static boolean isSame(Node before, Node after) {
        return before == after
                || before instanceof Scalar(var old, _)
                        && after instanceof Scalar(var wanted, _)
                        && old.sameAs(wanted);
    }

    private void changeMembers(Mapping before, Mapping after, boolean top) {
        if (before == after) {
            number += numbersBelow(before);
            return;
        }
        var old = JsonStyle.entries(before);
        var wanted = top ? metadataInPlace(old, JsonStyle.entries(after)) : JsonStyle.entries(after);
        var match = SiblingMatch.of(old, wanted, Entry::keySpan, Entry::key);
        for (int i = 0; i < old.size(); i++) {
            int next = number;
            var kept = match.kept().get(i);
            if (kept != null) {
                change(old.get(i).value(), kept.value());
            } else {
                number += 1 + numbersBelow(old.get(i).value());
            }
            if (top && old.get(i).key().equals(METADATA)) {
                number = next;
            }
        }
        splice(
                JsonStyle.Siblings.of(before, source),
                match.slots(),
                entry -> top && entry.key().equals(METADATA) ? metadata(entry) : JsonStyle.Addition.of(entry));
    }

    /// The metadata in the text that it had before, if one is given.
    private JsonStyle.Addition metadata(Entry entry) {
        byte[] file = hints.metadata();
        return file == null ? JsonStyle.Addition.of(entry) : JsonStyle.Addition.of(entry, file, 1, file.length - 1);
    }

    /// A file of nothing but the metadata as it stands in an encrypted file, `{"sops": …}`; null if there is none.
    static byte @Nullable [] metadata(Document encrypted) {
        for (var entry : JsonStyle.entries(encrypted.roots().getFirst())) {
            if (entry.key().equals(METADATA)) {
                int start = entry.keySpan().start();
                int end = entry.value().span().end();
                return new ByteSink(end - start + 2L)
                        .put('{')
                        .put(encrypted.source(), start, end)
                        .put('}')
                        .finish();
            }
        }
        return null;
    }

    /// Metadata that comes back as a new entry takes the place of the old one, wherever that stands.
    private static List<Entry> metadataInPlace(List<Entry> old, List<Entry> wanted) {
        int from = indexOf(old, METADATA);
        int to = indexOf(wanted, METADATA);
        if (from < 0 || to < 0 || !wanted.get(to).keySpan().isNone()) {
            return wanted;
        }
        var entries = new ArrayList<>(wanted);
        var metadata = entries.remove(to);
        int at = 0;
        for (int i = 0; i < entries.size(); i++) {
            var place = entries.get(i).keySpan();
            at = !place.isNone() && place.start() < old.get(from).keySpan().start() ? i + 1 : at;
        }
        entries.add(at, new Entry(METADATA, old.get(from).keySpan(), metadata.value()));
        return entries;
    }

    private static int indexOf(List<Entry> entries, String key) {
        for (int i = 0; i < entries.size(); i++) {
            if (entries.get(i).key().equals(key)) {
                return i;
            }
        }
        return -1;
    }

    private void changeItems(Sequence before, Sequence after) {
        if (before == after) {
            number += numbersBelow(before);
            return;
        }
        var old = before.items();
        var wanted = after.items().stream()
                .filter(item -> !(item instanceof Comment))
                .toList();
        var match = after.span().isNone()
                ? SiblingMatch.byIndex(old, wanted)
                : SiblingMatch.of(old, wanted, Node::span, _ -> null);
        for (int i = 0; i < old.size(); i++) {
            var kept = match.kept().get(i);
            if (kept != null) {
                change(old.get(i), kept);
            } else {
                number += 1 + numbersBelow(old.get(i));
            }
        }
        splice(JsonStyle.Siblings.of(before), match.slots(), JsonStyle.Addition::of);
    }

    /// Writes what stands between each two members that stay: the white space and the comma of before, and what is new.
    private <T> void splice(
            JsonStyle.Siblings siblings, List<SiblingMatch.Slot<T>> slots, Function<T, JsonStyle.Addition> addition) {
        int kept = -1;
        var added = new ArrayList<JsonStyle.Addition>();
        for (var slot : slots) {
            if (slot.isNew()) {
                added.add(addition.apply(slot.wanted()));
            } else {
                fill(siblings, kept, slot.old(), added);
                kept = slot.old();
                added.clear();
            }
        }
        fill(siblings, kept, siblings.count(), added);
    }

    private void fill(JsonStyle.Siblings siblings, int kept, int next, List<JsonStyle.Addition> added) {
        if (added.isEmpty() && next == kept + 1) {
            return;
        }
        boolean last = next == siblings.count();
        if (kept < 0 && siblings.count() > 0) {
            // The white space before the first member stays where it is, or goes with the last of them.
            int from = added.isEmpty() && last ? siblings.open() : siblings.start(0);
            int to = last ? siblings.end(siblings.count() - 1) : siblings.start(next);
            edits.replace(new Span(from, to), style.inFront(siblings, added, !last));
        } else {
            int from = kept < 0 ? siblings.open() : siblings.end(kept);
            int to = next == 0 ? from : siblings.end(next - 1);
            edits.replace(new Span(from, to), added.isEmpty() ? new byte[0] : style.behind(siblings, kept, added));
        }
    }

    private int numbersBelow(Node node) {
        if (hints.isEmpty()) {
            return 0; // nobody asks
        }
        int count = 0;
        switch (node) {
            case Mapping mapping -> {
                for (var entry : JsonStyle.entries(mapping)) {
                    count += 1 + numbersBelow(entry.value());
                }
            }
            case Sequence(var items, _) -> {
                for (var item : items) {
                    count += 1 + numbersBelow(item);
                }
            }
            case Scalar _, Comment _, Node.Alias _ -> {}
        }
        return count;
    }
}
