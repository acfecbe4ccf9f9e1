package dev.lockstep.format;

import dev.lockstep.document.Node;
import dev.lockstep.document.Node.Alias;
import dev.lockstep.document.Node.Comment;
import dev.lockstep.document.Node.Entry;
import dev.lockstep.document.Node.Mapping;
import dev.lockstep.document.Node.Scalar;
import dev.lockstep.document.Node.Sequence;
import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;
import java.util.ArrayList;
import java.util.List;

/// What a map or list holds, each child with the comments that sops 3.13 attaches to it when it prints. Comments are
/// lent texts.
///
/// @param head comments before the first child, or all if there is none: those of the map or list itself
/// @param tail comments behind the last child
record YamlContent(List<byte[]> head, List<Child> children, List<byte[]> tail) {

    /// One entry or item.
    ///
    /// @param key empty for an item
    /// @param node what stands there, an alias followed
    /// @param above comments above it
    /// @param behind comments behind it on the same line
    /// @param below comments below it, only where it is the last
    record Child(String key, Node node, List<byte[]> above, List<byte[]> behind, List<byte[]> below) {
        private Child with(List<byte[]> commentsBelow) {
            return new Child(key, node, above, behind, commentsBelow);
        }
    }

    /// Of a single value: nothing.
    static YamlContent of(Node node) {
        var collector = new Collector();
        switch (node) {
            case Mapping(var members, _) -> {
                for (var member : members) {
                    switch (member) {
                        case Comment comment -> collector.comment(comment);
                        case Entry(var key, _, var value) -> collector.child(key, value.resolved());
                    }
                }
            }
            case Sequence(var items, _) -> {
                for (var item : items) {
                    if (item instanceof Comment comment) {
                        collector.comment(comment);
                    } else {
                        collector.child("", item.resolved());
                    }
                }
            }
            case Scalar _, Comment _, Alias _ -> {}
        }
        return collector.content();
    }

    /// Holds comments until a child comes that they belong to.
    private static final class Collector {
        private final List<Child> children = new ArrayList<>();
        private List<byte[]> head = List.of();
        private List<byte[]> above = List.of();
        private List<byte[]> behind = List.of();

        void comment(Comment comment) {
            byte[] text = comment.text().lent();
            if (!YamlSyntax.isReadable(text)) {
                throw new LockstepException(
                        Kind.NOT_EMITTABLE,
                        "a comment holds characters that YAML cannot hold",
                        "",
                        "remove control characters from the comments");
            }
            if (comment.inline()) {
                behind = with(behind, text);
            } else {
                above = with(above, text);
            }
        }

        private static List<byte[]> with(List<byte[]> comments, byte[] text) {
            var longer = comments.isEmpty() ? new ArrayList<byte[]>() : comments;
            longer.add(text);
            return longer;
        }

        void child(String key, Node node) {
            if (node instanceof Comment) {
                throw new LockstepException(
                        Kind.NOT_EMITTABLE, "a comment stands in the place of a value", "", "remove it");
            }
            if (children.isEmpty()) {
                head = above;
                above = List.of();
            }
            children.add(new Child(key, node, above, behind, List.of()));
            above = List.of();
            behind = List.of();
        }

        YamlContent content() {
            var left = new ArrayList<>(above);
            left.addAll(behind);
            if (left.isEmpty()) {
                return new YamlContent(head, children, List.of());
            }
            if (children.isEmpty()) {
                return new YamlContent(left, children, List.of());
            }
            children.set(children.size() - 1, children.getLast().with(left));
            return new YamlContent(head, children, left);
        }
    }
}
