package dev.lockstep.format;

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
import java.util.HashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Writes a changed JSON tree beside its old source: a structural diff in which only what differs gets new bytes.
/// Adding members behind the last one and taking them away again are inverses, byte for byte, so that the `sops`
/// metadata leaves no trace.
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
        var wanted = JsonStyle.entries(after);
        var pairs = new Entry[old.size()];
        var added = new ArrayList<Entry>();
        pair(old, wanted, pairs, added);
        var splice = new Splice(before.span(), old.size());
        for (int i = 0; i < pairs.length; i++) {
            var entry = old.get(i);
            splice.slot(entry.keySpan().start(), entry.value().span().end(), pairs[i] != null);
            int next = number;
            if (pairs[i] != null) {
                change(entry.value(), pairs[i].value());
            } else {
                number += 1 + numbersBelow(entry.value());
            }
            if (top && entry.key().equals(METADATA)) {
                number = next;
            }
        }
        splice.finish(added.isEmpty() ? new byte[0] : style.added(before, splice.lastKept, added));
    }

    /// Entries of the old tree are found again by their key's place, new ones by the key itself.
    private static void pair(List<Entry> old, List<Entry> wanted, @Nullable Entry[] pairs, List<Entry> added) {
        int at = 0;
        for (var entry : wanted) {
            if (!entry.keySpan().isNone()) {
                while (!old.get(at).keySpan().equals(entry.keySpan())) {
                    at++;
                }
                pairs[at++] = entry;
            }
        }
        var unpaired = new HashMap<String, Integer>();
        for (int i = old.size() - 1; i >= 0; i--) {
            if (pairs[i] == null) {
                unpaired.put(old.get(i).key(), i);
            }
        }
        for (var entry : wanted) {
            if (entry.keySpan().isNone()) {
                var index = unpaired.remove(entry.key());
                if (index == null) {
                    added.add(entry);
                } else {
                    pairs[index] = entry;
                }
            }
        }
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
        boolean byIndex = after.span().isNone();
        var splice = new Splice(before.span(), old.size());
        int next = 0;
        for (var item : old) {
            boolean kept =
                    next < wanted.size() && (byIndex || wanted.get(next).span().equals(item.span()));
            splice.slot(item.span().start(), item.span().end(), kept);
            if (kept) {
                change(item, wanted.get(next++));
            } else {
                number += 1 + numbersBelow(item);
            }
        }
        var added = wanted.subList(next, wanted.size());
        splice.finish(added.isEmpty() ? new byte[0] : style.added(before, splice.lastKept, added));
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

    /// Takes members out of one map or list, with one comma each, and puts new ones behind the last that stays.
    private final class Splice {
        private final int open;
        private final int[] ends;
        private int count;
        private int firstStart = -1;
        private int lastKept = -1;
        private int behindLastKept;

        Splice(Span container, int slots) {
            open = container.start() + 1;
            behindLastKept = open;
            ends = new int[slots];
        }

        void slot(int start, int end, boolean kept) {
            if (firstStart < 0) {
                firstStart = start;
            }
            if (kept) {
                if (lastKept < 0) {
                    remove(firstStart, start);
                } else if (lastKept < count - 1) {
                    remove(behindLastKept, ends[count - 1]);
                }
                lastKept = count;
                behindLastKept = end;
            }
            ends[count++] = end;
        }

        void finish(byte[] added) {
            int end = count == 0 ? open : ends[count - 1];
            if (added.length > 0 || end > behindLastKept) {
                edits.replace(new Span(behindLastKept, end), added);
            }
        }

        private void remove(int start, int end) {
            if (end > start) {
                edits.delete(new Span(start, end));
            }
        }
    }
}
