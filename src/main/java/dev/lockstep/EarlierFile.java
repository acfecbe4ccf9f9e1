package dev.lockstep;

import dev.lockstep.document.Document;
import dev.lockstep.document.FormattingHints;
import dev.lockstep.document.Node;
import dev.lockstep.document.Node.Alias;
import dev.lockstep.document.Node.Comment;
import dev.lockstep.document.Node.Entry;
import dev.lockstep.document.Node.Mapping;
import dev.lockstep.document.Node.Member;
import dev.lockstep.document.Node.Scalar;
import dev.lockstep.document.Node.Sequence;
import dev.lockstep.format.Format;
import dev.lockstep.metadata.Metadata;
import dev.lockstep.metadata.MetadataCodec;
import dev.lockstep.problem.LockstepException;
import dev.lockstep.rules.Leaf;
import dev.lockstep.rules.LeafRules;
import dev.lockstep.rules.Selection;
import dev.lockstep.secret.Plaintext;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/// Holds what a rewrite keeps of the encrypted file as it was: the ciphertexts of values that stay, the text they were
/// written in, and the layout of the metadata.
///
/// A file of ours shows its ciphertexts in the style of the plain values; one that sops wrote, or that was laid out by
/// hand, shows them in another, which only its own text tells.
final class EarlierFile {
    private final OpenedFile opened;
    private final Format format;
    private final Selection selection;
    private final OpenedLeaves leaves;
    private final Document plain;

    /// @param plain the plain file that the encrypted one gives; all stay the caller's
    EarlierFile(OpenedFile opened, Format format, Selection selection, OpenedLeaves leaves, Document plain) {
        this.opened = opened;
        this.format = format;
        this.selection = selection;
        this.leaves = leaves;
        this.plain = plain;
    }

    OpenedLeaves.Reuse reuse() {
        return leaves.reuse();
    }

    /// The value of the `sops` entry as it was read.
    Mapping block() {
        return block(opened.document().roots().getFirst());
    }

    static Mapping block(Mapping root) {
        for (var member : root.members()) {
            if (member instanceof Entry entry
                    && entry.key().equals(Metadata.KEY)
                    && entry.value().resolved() instanceof Mapping block) {
                return block;
            }
        }
        throw new IllegalStateException("an encrypted file has metadata");
    }

    /// A file of nothing but the metadata, in its old layout with new fields; null if that cannot be.
    byte @Nullable [] metadataFile(Metadata metadata) {
        byte[] old = format.metadata(opened.document());
        if (old == null) {
            return null;
        }
        try (var document = format.parse(old.clone())) {
            var root = document.roots().getFirst();
            var updated = MetadataCodec.update(block(root), metadata);
            var members = root.members().stream()
                    .map(member -> member instanceof Entry entry ? entry.with(updated) : member)
                    .toList();
            return format.render(document, List.of(new Mapping(members, root.span())), FormattingHints.none());
        } catch (LockstepException | IllegalStateException e) {
            return null;
        }
    }

    /// The texts of ciphertexts that stay, where their style cannot be told from the plain file.
    ///
    /// @param changed the plain file to come
    FormattingHints hints(Document changed) {
        var reuse = leaves.reuse();
        var sealed = LeafRules.of(selection).walk(plain.roots(), leaf -> sealed(leaf, reuse));
        var roots = new ArrayList<Mapping>();
        for (int i = 0; i < opened.sealed().size(); i++) {
            roots.add((Mapping)
                    withComments(opened.sealed().get(i), opened.roots().get(i)));
        }
        var encrypted = Document.owning(opened.document().source(), roots);
        try (var hints = format.hints(encrypted, plain, sealed)) {
            if (hints.isEmpty()) {
                return FormattingHints.none();
            }
            var known = new HashMap<OpenedLeaves.Key, Queue<Integer>>();
            new Numbers((number, path, value) -> {
                        if (hints.textOf(number) != null) {
                            known.computeIfAbsent(new OpenedLeaves.Key(path, value), _ -> new ArrayDeque<>(1))
                                    .add(number);
                        }
                    })
                    .walk(plain.roots());
            var texts = new HashMap<Integer, byte[]>();
            new Numbers((number, path, value) -> {
                        var queue = known.get(new OpenedLeaves.Key(path, value));
                        var earlier = queue == null ? null : queue.poll();
                        byte[] text = earlier == null ? null : hints.textOf(earlier);
                        if (text != null) {
                            texts.put(number, text.clone());
                        }
                    })
                    .walk(changed.roots());
            return FormattingHints.owning(texts);
        }
    }

    private static Node sealed(Leaf leaf, OpenedLeaves.Reuse reuse) {
        return leaf.secret() && reuse.take(leaf) instanceof Node earlier
                ? TreeEncryptor.kept(earlier, leaf)
                : leaf.node();
    }

    /// The encrypted tree with comments where it has them as items of lists.
    private static Node withComments(Node sealed, Node opened) {
        return switch (sealed) {
            case Mapping(var members, var span)
            when opened instanceof Mapping with -> {
                var after = new ArrayList<Member>(members.size());
                for (int i = 0; i < members.size(); i++) {
                    after.add(
                            members.get(i) instanceof Entry entry
                                    ? entry.with(withComments(
                                            entry.value(),
                                            ((Entry) with.members().get(i)).value()))
                                    : members.get(i));
                }
                yield new Mapping(after, span);
            }
            case Sequence(var items, var span)
            when opened instanceof Sequence with -> {
                var after = new ArrayList<Node>(items.size());
                for (int i = 0; i < items.size(); i++) {
                    after.add(withComments(items.get(i), with.items().get(i)));
                }
                yield new Sequence(after, span);
            }
            case Scalar(var value, var span) when opened instanceof Comment -> new Comment(value, span, false);
            default -> sealed;
        };
    }

    /// Visits the scalars of a file with their numbers, see [FormattingHints], and the keys that lead to them.
    private static final class Numbers {
        interface Visitor {
            void visit(int number, byte[] path, Plaintext value);
        }

        private final Visitor visitor;
        private final List<String> path = new ArrayList<>();
        private int number;

        Numbers(Visitor visitor) {
            this.visitor = visitor;
        }

        void walk(List<Mapping> roots) {
            roots.forEach(this::walk);
        }

        private void walk(Node node) {
            int here = number++;
            switch (node) {
                case Mapping(var members, _) -> {
                    for (var member : members) {
                        if (member instanceof Entry(var key, _, var value)) {
                            path.add(key);
                            walk(value);
                            path.removeLast();
                        }
                    }
                }
                case Sequence(var items, _) -> {
                    for (var item : items) {
                        if (!(item instanceof Comment)) {
                            walk(item);
                        }
                    }
                }
                case Scalar(var value, _) ->
                    visitor.visit(here, String.join("\0", path).getBytes(StandardCharsets.UTF_8), value);
                case Comment _, Alias _ -> {}
            }
        }
    }
}
