package dev.lockstep.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.lockstep.document.KeyPath;
import dev.lockstep.document.KeyPath.Part;
import dev.lockstep.document.Node;
import dev.lockstep.document.Node.Comment;
import dev.lockstep.document.Node.Entry;
import dev.lockstep.document.Node.Mapping;
import dev.lockstep.document.Node.Scalar;
import dev.lockstep.document.Node.Sequence;
import dev.lockstep.document.Span;
import dev.lockstep.document.TreeEdits;
import dev.lockstep.secret.Plaintext;
import dev.lockstep.secret.Plaintext.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Makes one random change of a tree: a value set, an entry or item added or taken away, a document.
public final class RandomEdit {
    private record Place(KeyPath path, Node node, boolean aliased) {}

    /// @param what the change in words, with its path
    /// @param after the changed tree
    /// @param adds whether nothing of the old text has to go
    public record Change(String what, List<Mapping> after, boolean adds) {}

    private RandomEdit() {}

    /// @param documents whether documents may come and go too
    public static Change of(List<Mapping> roots, Random random, boolean documents) {
        int at = random.nextInt(roots.size());
        var places = new ArrayList<Place>();
        collect(roots.get(at), new ArrayList<>(), false, places);
        var place = places.get(random.nextInt(places.size()));
        int kind = random.nextInt(documents ? 12 : 10);
        if (kind == 11) {
            var more = new ArrayList<>(roots);
            more.add(random.nextInt(roots.size() + 1), map("added", value(random, 1)));
            return new Change("add a document", more, true);
        }
        if (kind == 10 && roots.size() > 1) {
            var fewer = new ArrayList<>(roots);
            fewer.remove(at);
            return new Change("remove document " + at, fewer, false);
        }
        if (kind < 4 && !place.path().parts().isEmpty()) {
            return new Change(
                    "remove " + place.path(), with(roots, at, TreeEdits.remove(roots.get(at), place.path())), false);
        }
        if (kind < 7 && place.node() instanceof Sequence list) {
            int position = random.nextInt(list.items().size() + 1);
            return new Change(
                    "insert into " + place.path() + " at " + position,
                    with(roots, at, TreeEdits.insert(roots.get(at), place.path(), position, value(random, 2))),
                    !place.aliased() && list.items().stream().anyMatch(item -> !(item instanceof Comment)));
        }
        if (kind < 8 && place.node() instanceof Mapping mapping) {
            var path = new ArrayList<>(place.path().parts());
            path.add(new Part.Key("added"));
            boolean adds = !place.aliased() && mapping.members().stream().anyMatch(Entry.class::isInstance);
            return new Change(
                    "add to " + place.path(),
                    with(roots, at, TreeEdits.set(roots.get(at), new KeyPath(path), value(random, 2))),
                    adds);
        }
        if (place.path().parts().isEmpty()) {
            return new Change(
                    "add at the top",
                    with(roots, at, TreeEdits.set(roots.get(at), KeyPath.parse("[\"added\"]"), value(random, 2))),
                    roots.get(at).members().stream().anyMatch(Entry.class::isInstance));
        }
        return new Change(
                "set " + place.path(),
                with(roots, at, TreeEdits.set(roots.get(at), place.path(), value(random, 2))),
                false);
    }

    private static List<Mapping> with(List<Mapping> roots, int at, Mapping root) {
        var after = new ArrayList<>(roots);
        after.set(at, root);
        return after;
    }

    private static void collect(Node node, List<Part> path, boolean aliased, List<Place> places) {
        places.add(new Place(new KeyPath(path), node.resolved(), aliased || node instanceof Node.Alias));
        boolean inside = aliased || node instanceof Node.Alias;
        switch (node.resolved()) {
            case Mapping(var members, _) -> {
                var seen = new ArrayList<String>();
                for (var member : members) {
                    if (member instanceof Entry(var key, _, var value) && !seen.contains(key) && !key.equals("<<")) {
                        seen.add(key);
                        path.add(new Part.Key(key));
                        collect(value, path, inside, places);
                        path.removeLast();
                    }
                }
            }
            case Sequence(var items, _) -> {
                int index = 0;
                for (var item : items) {
                    if (!(item instanceof Comment)) {
                        path.add(new Part.Index(index++));
                        collect(item, path, inside, places);
                        path.removeLast();
                    }
                }
            }
            case Node _ -> {}
        }
    }

    private static Node value(Random random, int depth) {
        return switch (random.nextInt(depth > 0 ? 9 : 6)) {
            case 0 -> scalar(Type.INTEGER, "" + random.nextInt(1000));
            case 1 -> scalar(Type.BOOLEAN, "True");
            case 2 -> scalar(Type.STRING, "two\nlines\n");
            case 3 -> scalar(Type.STRING, "# odd: {text} ");
            case 4, 5 -> scalar(Type.STRING, "plain");
            case 6 -> map("one", value(random, depth - 1));
            case 7 -> new Sequence(List.of(value(random, depth - 1), value(random, depth - 1)), Span.NONE);
            default -> random.nextBoolean() ? new Mapping(List.of(), Span.NONE) : new Sequence(List.of(), Span.NONE);
        };
    }

    private static Mapping map(String key, Node value) {
        return new Mapping(List.of(new Entry(key, Span.NONE, value)), Span.NONE);
    }

    private static Scalar scalar(Type type, String text) {
        return new Scalar(Plaintext.owning(type, text.getBytes(UTF_8)), Span.NONE);
    }
}
