package dev.lockstep.metadata;

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
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Puts the fields of a new `sops` block into the one that stands in a file: what is equal stays the same instance,
/// what differs keeps its place. Comments, the order of fields, and fields that are not known here stay.
final class MetadataMerge {
    /// What the writer leaves out when it is not set; other fields that it does not write are unknown and stay.
    private static final Set<String> KNOWN = known();

    private MetadataMerge() {}

    private static Set<String> known() {
        var names = new HashSet<>(Set.of(
                "key_groups",
                "shamir_threshold",
                "mac_only_encrypted",
                "presentation",
                "structure",
                "unencrypted_suffix",
                "encrypted_suffix",
                "unencrypted_regex",
                "encrypted_regex",
                "unencrypted_comment_regex",
                "encrypted_comment_regex",
                "context"));
        for (var list : KeyList.values()) {
            names.add(list.id);
            names.addAll(list.fields);
        }
        return Set.copyOf(names);
    }

    /// @param old the block as it was read
    /// @param fresh the block to be, without spans
    static Mapping onto(Mapping old, Mapping fresh) {
        var members = new ArrayList<Member>(old.members().size() + 2);
        for (var member : old.members()) {
            if (member instanceof Entry entry) {
                var value = find(fresh, entry.key());
                if (value != null) {
                    members.add(entry.with(value(entry.value(), value)));
                } else if (!KNOWN.contains(entry.key())) {
                    members.add(entry);
                }
            } else {
                members.add(member);
            }
        }
        String before = null;
        for (var member : fresh.members()) {
            if (member instanceof Entry entry) {
                if (indexOf(members, entry.key()) < 0) {
                    members.add(before == null ? 0 : indexOf(members, before) + 1, entry);
                }
                before = entry.key();
            }
        }
        return sameMembers(members, old.members()) ? old : new Mapping(members, old.span());
    }

    private static Node value(Node old, Node fresh) {
        if (old instanceof Mapping before && fresh instanceof Mapping after) {
            return onto(before, after);
        }
        if (old instanceof Sequence before && fresh instanceof Sequence after) {
            return items(before, after);
        }
        boolean same = old.resolved() instanceof Scalar(var was, _)
                && fresh instanceof Scalar(var wanted, _)
                && was.sameAs(wanted);
        return same ? old : fresh.detached(old.span());
    }

    /// Keys are found again by the fields that name them; the others are new, or gone.
    private static Sequence items(Sequence old, Sequence fresh) {
        var left = new ArrayList<>(fresh.items());
        var items = new ArrayList<Node>(fresh.items().size());
        for (var item : old.items()) {
            if (item instanceof Comment) {
                items.add(item);
                continue;
            }
            int at = indexOfSame(left, item);
            if (at >= 0) {
                items.add(value(item, left.remove(at)));
            }
        }
        items.addAll(left);
        return sameMembers(items, old.items()) ? old : new Sequence(items, old.span());
    }

    private static int indexOfSame(List<Node> items, Node wanted) {
        var identity = identity(wanted);
        for (int i = 0; i < items.size(); i++) {
            if (identity(items.get(i)).equals(identity)) {
                return i;
            }
        }
        return -1;
    }

    /// The fields that name a key, or the keys of a group.
    private static String identity(Node node) {
        var names = new TreeMap<String, String>();
        if (node.resolved() instanceof Mapping(var members, _)) {
            for (var member : members) {
                if (member instanceof Entry(var key, _, var value) && KNOWN.contains(key)) {
                    names.put(key, identityOf(value));
                }
            }
        }
        return names.toString();
    }

    private static String identityOf(Node value) {
        return switch (value.resolved()) {
            case Scalar(var scalar, _) -> new String(scalar.lent(), StandardCharsets.UTF_8);
            case Sequence(var items, _) ->
                items.stream().map(MetadataMerge::identity).toList().toString();
            case Mapping mapping -> identity(mapping);
            case Node _ -> "";
        };
    }

    private static @Nullable Node find(Mapping mapping, String key) {
        int at = indexOf(mapping.members(), key);
        return at < 0 ? null : ((Entry) mapping.members().get(at)).value();
    }

    private static int indexOf(List<Member> members, String key) {
        for (int i = 0; i < members.size(); i++) {
            if (members.get(i) instanceof Entry entry && entry.key().equals(key)) {
                return i;
            }
        }
        return -1;
    }

    /// By identity: what was kept is the very instance.
    private static boolean sameMembers(List<?> one, List<?> other) {
        if (one.size() != other.size()) {
            return false;
        }
        for (int i = 0; i < one.size(); i++) {
            boolean same = one.get(i) == other.get(i)
                    || one.get(i) instanceof Entry(_, Span place, var value)
                            && other.get(i) instanceof Entry(_, Span otherPlace, var otherValue)
                            && place.equals(otherPlace)
                            && value == otherValue;
            if (!same) {
                return false;
            }
        }
        return true;
    }
}
