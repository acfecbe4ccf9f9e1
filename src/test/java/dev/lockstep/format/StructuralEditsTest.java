package dev.lockstep.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.document.Document;
import dev.lockstep.document.KeyPath;
import dev.lockstep.document.KeyPath.Part;
import dev.lockstep.document.Node;
import dev.lockstep.document.Node.Comment;
import dev.lockstep.document.Node.Entry;
import dev.lockstep.document.Node.Mapping;
import dev.lockstep.document.Node.Scalar;
import dev.lockstep.document.Node.Sequence;
import dev.lockstep.document.Span;
import dev.lockstep.document.TreeComparison;
import dev.lockstep.document.TreeEdits;
import dev.lockstep.problem.LockstepException;
import dev.lockstep.secret.Plaintext;
import dev.lockstep.secret.Plaintext.Type;
import dev.lockstep.testkit.DocumentGenerator;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Random changes of the tree of generated files: the new file has the wanted values, and one place in it differs.
class StructuralEditsTest {
    private static final int EDITS = Integer.getInteger("lockstep.edits", 4_000);

    private record Place(KeyPath path, Node node, boolean aliased) {}

    private record Change(String what, List<Mapping> after, boolean adds) {}

    @ParameterizedTest
    @ValueSource(strings = {"yaml", "json"})
    void changeOnePlaceAndHaveTheWantedValues(String name) {
        long first = Long.getLong("lockstep.seed", 90_000);
        var format = Formats.named(name);
        var failures = new ArrayList<String>();
        int edits = 0;
        for (long seed = first; seed < first + EDITS; seed++) {
            var generator = new DocumentGenerator(seed);
            var text = name.equals("json") ? generator.json() : generator.yaml();
            try (var document = parsed(format, text)) {
                if (document == null) {
                    continue;
                }
                edits++;
                var problem = problem(format, text, document, new Random(seed));
                if (!problem.isEmpty()) {
                    failures.add("seed " + seed + ": " + problem);
                }
            }
        }
        System.out.println(
                edits + " changes of " + name + " files from seed " + first + ", " + failures.size() + " failed");
        assertThat(failures).isEmpty();
    }

    private static Document parsed(Format format, String text) {
        try {
            return format.parse(text.getBytes(UTF_8));
        } catch (LockstepException e) {
            return null; // what the generator makes now and then, such as integers beyond 64 bits
        }
    }

    private static String problem(Format format, String text, Document document, Random random) {
        var change = change(document, random, format);
        byte[] edited;
        try {
            edited = format.edit(document, change.after());
        } catch (RuntimeException e) {
            return change.what() + ": " + e + "\n" + text;
        }
        var result = new String(edited, UTF_8);
        try (var read = format.parse(edited)) {
            if (!TreeComparison.sameValues(read.roots(), change.after())) {
                return change.what() + ": other values\n" + text + "\n=>\n" + result;
            }
        }
        int kept = common(text, result);
        // A block at an end without a line break gets another sign in its header.
        if (change.adds() && kept < text.length() && !text.contains("*") && text.endsWith("\n")) {
            return change.what() + ": " + (text.length() - kept) + " old bytes gone\n" + text + "\n=>\n" + result;
        }
        return "";
    }

    /// How many bytes of the old text stand before and behind what differs.
    private static int common(String old, String now) {
        int most = Math.min(old.length(), now.length());
        int start = 0;
        while (start < most && old.charAt(start) == now.charAt(start)) {
            start++;
        }
        int end = 0;
        while (end < most - start && old.charAt(old.length() - 1 - end) == now.charAt(now.length() - 1 - end)) {
            end++;
        }
        return start + end;
    }

    private static Change change(Document document, Random random, Format format) {
        var roots = document.roots();
        int at = random.nextInt(roots.size());
        var places = new ArrayList<Place>();
        collect(roots.get(at), new ArrayList<>(), false, places);
        var place = places.get(random.nextInt(places.size()));
        int kind = random.nextInt(format.name().equals("yaml") ? 12 : 10);
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
