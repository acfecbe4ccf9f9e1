package dev.lockstep.document;

import dev.lockstep.document.Node.Alias;
import dev.lockstep.document.Node.Comment;
import dev.lockstep.document.Node.Entry;
import dev.lockstep.document.Node.Mapping;
import dev.lockstep.document.Node.Scalar;
import dev.lockstep.document.Node.Sequence;
import java.util.ArrayList;
import java.util.List;

/// Whether two trees hold the same keys and values in the same order. Comments do not count, an alias counts as what it
/// refers to.
public final class TreeComparison {
    private TreeComparison() {}

    public static boolean sameValues(List<Mapping> one, List<Mapping> other) {
        if (one.size() != other.size()) {
            return false;
        }
        for (int i = 0; i < one.size(); i++) {
            if (!same(one.get(i), other.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean same(Node one, Node other) {
        return switch (one) {
            case Alias alias -> same(alias.target(), other);
            case Mapping mapping -> other.resolved() instanceof Mapping with && sameEntries(mapping, with);
            case Sequence sequence -> other.resolved() instanceof Sequence with && sameItems(sequence, with);
            case Scalar scalar ->
                other.resolved() instanceof Scalar with && scalar.value().sameAs(with.value());
            case Comment _ -> other instanceof Comment;
        };
    }

    private static boolean sameEntries(Mapping one, Mapping other) {
        var ones = entries(one);
        var others = entries(other);
        if (ones.size() != others.size()) {
            return false;
        }
        for (int i = 0; i < ones.size(); i++) {
            if (!ones.get(i).key().equals(others.get(i).key())
                    || !same(ones.get(i).value(), others.get(i).value())) {
                return false;
            }
        }
        return true;
    }

    private static List<Entry> entries(Mapping mapping) {
        var entries = new ArrayList<Entry>(mapping.members().size());
        for (var member : mapping.members()) {
            if (member instanceof Entry entry) {
                entries.add(entry);
            }
        }
        return entries;
    }

    private static boolean sameItems(Sequence one, Sequence other) {
        var ones = values(one);
        var others = values(other);
        if (ones.size() != others.size()) {
            return false;
        }
        for (int i = 0; i < ones.size(); i++) {
            if (!same(ones.get(i), others.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static List<Node> values(Sequence sequence) {
        var values = new ArrayList<Node>(sequence.items().size());
        for (var item : sequence.items()) {
            if (!(item instanceof Comment)) {
                values.add(item);
            }
        }
        return values;
    }
}
