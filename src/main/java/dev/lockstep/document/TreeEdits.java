package dev.lockstep.document;

import dev.lockstep.document.KeyPath.Part;
import dev.lockstep.document.Node.Alias;
import dev.lockstep.document.Node.Comment;
import dev.lockstep.document.Node.Entry;
import dev.lockstep.document.Node.Mapping;
import dev.lockstep.document.Node.Member;
import dev.lockstep.document.Node.Scalar;
import dev.lockstep.document.Node.Sequence;
import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;
import java.util.ArrayList;
import java.util.List;

/// Builds the tree of a document with one value set, inserted or taken away. All that is not on the path stays the same
/// instance, so that a format writes nothing else again. An alias on the path becomes a copy of what it refers to.
public final class TreeEdits {
    private TreeEdits() {}

    /// Sets a value as `sops set` does: what is missing on the way is made, a list position behind the end appends,
    /// and whatever is no map or list on the way is replaced.
    ///
    /// @param value taken over, without spans
    public static Mapping set(Mapping root, KeyPath path, Node value) {
        if (set(root, path.parts(), value) instanceof Mapping changed) {
            return changed;
        }
        throw new LockstepException(
                Kind.PATH_MALFORMED, "the top of a file is a map", "", "begin the path with a key: [\"key\"]");
    }

    private static Node set(Node node, List<Part> path, Node value) {
        if (path.isEmpty()) {
            return placed(value, node.span());
        }
        var rest = path.subList(1, path.size());
        var own = node instanceof Alias alias ? alias.target().detached(alias.span()) : node;
        return switch (path.getFirst()) {
            case Part.Key(var name) when own instanceof Mapping mapping -> setEntry(mapping, name, rest, value);
            case Part.Index(var position)
            when own instanceof Sequence sequence -> setItem(sequence, position, rest, value);
            case Part _ -> placed(made(path, value), node.span());
        };
    }

    private static Mapping setEntry(Mapping mapping, String name, List<Part> rest, Node value) {
        var members = new ArrayList<Member>(mapping.members());
        for (int i = 0; i < members.size(); i++) {
            if (members.get(i) instanceof Entry entry && entry.key().equals(name)) {
                members.set(i, entry.with(set(entry.value(), rest, value)));
                return new Mapping(members, mapping.span());
            }
        }
        members.add(new Entry(name, Span.NONE, made(rest, value)));
        return new Mapping(members, mapping.span());
    }

    private static Sequence setItem(Sequence sequence, int position, List<Part> rest, Node value) {
        var items = new ArrayList<Node>(sequence.items());
        int at = indexOf(items, position);
        if (at < 0) {
            items.add(made(rest, value));
        } else {
            items.set(at, set(items.get(at), rest, value));
        }
        return new Sequence(items, sequence.span());
    }

    /// The maps and lists that a path needs, around a value.
    private static Node made(List<Part> path, Node value) {
        var node = value.detached(Span.NONE);
        for (var part : path.reversed()) {
            node = switch (part) {
                case Part.Key(var name) -> new Mapping(List.of(new Entry(name, Span.NONE, node)), Span.NONE);
                case Part.Index _ -> new Sequence(List.of(node), Span.NONE);
            };
        }
        return node;
    }

    /// Takes a value away.
    ///
    /// @throws LockstepException `PATH_NOT_FOUND` that names the step which leads nowhere, `PATH_MALFORMED` for the
    ///     empty path
    public static Mapping remove(Mapping root, KeyPath path) {
        if (path.parts().isEmpty()) {
            throw new LockstepException(
                    Kind.PATH_MALFORMED, "the whole document cannot be taken away", "", "name a key: [\"key\"]");
        }
        path.in(root);
        return (Mapping) remove(root, path.parts());
    }

    private static Node remove(Node node, List<Part> path) {
        var rest = path.subList(1, path.size());
        var own = node instanceof Alias alias ? alias.target().detached(alias.span()) : node;
        return switch (own) {
            case Mapping(var old, var span) -> {
                var members = new ArrayList<Member>(old);
                int at = indexOf(old, ((Part.Key) path.getFirst()).name());
                var entry = (Entry) old.get(at);
                if (rest.isEmpty()) {
                    members.remove(at);
                } else {
                    members.set(at, entry.with(remove(entry.value(), rest)));
                }
                yield new Mapping(members, span);
            }
            case Sequence(var old, var span) -> {
                var items = new ArrayList<Node>(old);
                int at = indexOf(old, ((Part.Index) path.getFirst()).position());
                if (rest.isEmpty()) {
                    items.remove(at);
                } else {
                    items.set(at, remove(items.get(at), rest));
                }
                yield new Sequence(items, span);
            }
            case Scalar _, Comment _, Alias _ -> throw new IllegalStateException("the path was looked up before");
        };
    }

    /// Puts an item before the one at a position of a list, or behind the last.
    ///
    /// @param list the path of the list
    /// @param value taken over, without spans
    /// @throws LockstepException `PATH_NOT_FOUND` if there is no list at the path
    public static Mapping insert(Mapping root, KeyPath list, int position, Node value) {
        if (!(list.in(root) instanceof Sequence sequence)) {
            throw new LockstepException(
                    Kind.PATH_NOT_FOUND, "the value at the path is not a list", "", "look the path up in the file");
        }
        var items = new ArrayList<Node>(sequence.items());
        int at = indexOf(items, position);
        items.add(at < 0 ? items.size() : at, value.detached(Span.NONE));
        return set(root, list, new Sequence(items, sequence.span()));
    }

    private static int indexOf(List<Member> members, String key) {
        for (int i = 0; i < members.size(); i++) {
            if (members.get(i) instanceof Entry entry && entry.key().equals(key)) {
                return i;
            }
        }
        return -1;
    }

    /// Comments among the items do not count.
    private static int indexOf(List<Node> items, int position) {
        int left = position;
        for (int i = 0; i < items.size(); i++) {
            if (!(items.get(i) instanceof Comment) && left-- == 0) {
                return i;
            }
        }
        return -1;
    }

    /// The value in the place of another.
    private static Node placed(Node value, Span place) {
        return value.span().equals(place) ? value : value.detached(place);
    }
}
