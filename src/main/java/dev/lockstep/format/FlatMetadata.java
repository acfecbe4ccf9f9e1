package dev.lockstep.format;

import dev.lockstep.document.KeyPath.Part;
import dev.lockstep.document.Node;
import dev.lockstep.document.Node.Alias;
import dev.lockstep.document.Node.Comment;
import dev.lockstep.document.Node.Entry;
import dev.lockstep.document.Node.Mapping;
import dev.lockstep.document.Node.Member;
import dev.lockstep.document.Node.Scalar;
import dev.lockstep.document.Node.Sequence;
import dev.lockstep.document.Span;
import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;
import dev.lockstep.secret.Plaintext.Type;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Flattens the `sops` metadata into lines, and nests lines again: for formats without nesting (spec 2.5).
///
/// The key of a line is its path: list positions marked by `__list_`, map keys by `__map_`, the first without a mark:
/// `age__list_0__map_enc`. Empty maps, empty lists and nulls have no line.
final class FlatMetadata {
    /// The key of the metadata in the tree.
    static final String KEY = "sops";

    private static final String MAP = "__map_";
    private static final String LIST = "__list_";
    private static final Pattern MARK = Pattern.compile("__map_|__list_([0-9]{1,9})(?=__map_|__list_[0-9]|\\z)");

    /// One line as read.
    ///
    /// @param key without what the format puts before every key
    /// @param place for people, `:LINE`
    record Line(String key, Scalar value, String place) {}

    private FlatMetadata() {}

    /// The values of a block by the keys of their lines, which are in the order of their bytes, as sops writes them.
    ///
    /// @throws LockstepException `NOT_EMITTABLE` for a key that would be read as several
    static SortedMap<String, Scalar> flattened(Mapping block) {
        var lines = new TreeMap<String, Scalar>((one, other) ->
                Arrays.compareUnsigned(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8)));
        for (var member : block.members()) {
            if (member instanceof Entry entry) {
                flatten(unmarked(entry.key()), entry.value(), lines);
            }
        }
        return lines;
    }

    private static void flatten(String path, Node node, SortedMap<String, Scalar> lines) {
        switch (node) {
            case Mapping(var members, _) -> {
                for (var member : members) {
                    if (member instanceof Entry entry) {
                        flatten(path + MAP + unmarked(entry.key()), entry.value(), lines);
                    }
                }
            }
            case Sequence(var items, _) -> {
                int position = 0;
                for (var item : items) {
                    if (!(item instanceof Comment)) {
                        flatten(path + LIST + position++, item, lines);
                    }
                }
            }
            case Alias alias -> flatten(path, alias.resolved(), lines);
            case Scalar scalar -> {
                if (scalar.value().type() != Type.NULL) {
                    lines.put(path, scalar);
                }
            }
            case Comment _ -> {}
        }
    }

    private static String unmarked(String key) {
        if (key.contains(MAP) || key.contains(LIST)) {
            throw new LockstepException(
                    Kind.NOT_EMITTABLE,
                    "the sops metadata has a key with " + MAP + " or " + LIST + " in it, which stand between keys here",
                    "",
                    "choose YAML or JSON output, or rename the key");
        }
        return key;
    }

    /// The block that lines make up.
    ///
    /// @throws LockstepException `METADATA_INVALID` if a value stands twice, a list is not complete, or one place is a
    /// value, a map and a list, or two of these
    static Mapping nested(List<Line> lines) {
        var top = new Draft(lines.getFirst().place());
        for (var line : lines) {
            var draft = top;
            for (var part : path(line)) {
                draft = draft.children.computeIfAbsent(part, _ -> new Draft(line.place()));
            }
            if (draft.value != null) {
                throw invalid("a field stands twice", line.place());
            }
            draft.value = line.value();
        }
        return top.mapping();
    }

    private static List<Part> path(Line line) {
        var parts = new ArrayList<Part>();
        var mark = MARK.matcher(line.key());
        boolean isKey = true;
        int from = 0;
        while (mark.find()) {
            addKey(parts, line.key().substring(from, mark.start()), isKey, line);
            var position = mark.group(1);
            isKey = position == null;
            if (position != null) {
                parts.add(new Part.Index(Integer.parseInt(position)));
            }
            from = mark.end();
        }
        addKey(parts, line.key().substring(from), isKey, line);
        if (parts.size() > JsonReader.MAX_DEPTH) {
            throw invalid("nested deeper than " + JsonReader.MAX_DEPTH + " levels", line.place());
        }
        return parts;
    }

    private static void addKey(List<Part> parts, String text, boolean isKey, Line line) {
        if (isKey) {
            parts.add(new Part.Key(text));
        } else if (!text.isEmpty()) {
            throw invalid("a list position is followed by something else than a key or a position", line.place());
        }
    }

    private static LockstepException invalid(String what, String place) {
        return new LockstepException(
                Kind.METADATA_INVALID, "sops metadata: " + what, place, "restore the sops lines from version control");
    }

    /// A place in the block while its lines come in.
    private static final class Draft {
        private final String place;
        private final Map<Part, Draft> children = new LinkedHashMap<>();
        private @Nullable Scalar value;

        Draft(String place) {
            this.place = place;
        }

        Node node() {
            if (value == null) {
                return children.keySet().iterator().next() instanceof Part.Key ? mapping() : sequence();
            }
            if (!children.isEmpty()) {
                throw mixed();
            }
            return value;
        }

        Mapping mapping() {
            var members = new ArrayList<Member>(children.size());
            children.forEach((part, child) -> {
                if (!(part instanceof Part.Key(var name))) {
                    throw mixed();
                }
                members.add(new Entry(name, Span.NONE, child.node()));
            });
            return new Mapping(members, Span.NONE);
        }

        private Sequence sequence() {
            var items = new ArrayList<Node>(children.size());
            if (children.keySet().stream().anyMatch(Part.Key.class::isInstance)) {
                throw mixed();
            }
            for (int i = 0; i < children.size(); i++) {
                var child = children.get(new Part.Index(i));
                if (child == null) {
                    throw invalid("a list is not complete", place);
                }
                items.add(child.node());
            }
            return new Sequence(items, Span.NONE);
        }

        private LockstepException mixed() {
            return invalid("a field is of two kinds: value, map or list", place);
        }
    }
}
