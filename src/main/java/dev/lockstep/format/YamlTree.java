package dev.lockstep.format;

import dev.lockstep.document.Node;
import dev.lockstep.document.Node.Alias;
import dev.lockstep.document.Node.Comment;
import dev.lockstep.document.Node.Entry;
import dev.lockstep.document.Node.Mapping;
import dev.lockstep.document.Node.Member;
import dev.lockstep.document.Node.Scalar;
import dev.lockstep.document.Node.Sequence;
import dev.lockstep.document.Span;
import dev.lockstep.format.YamlDraft.Shape;
import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;
import dev.lockstep.secret.Plaintext;
import dev.lockstep.secret.Plaintext.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/// Makes the final nodes of drafts, with comments between them in the order in which sops 3.13 puts them (spec 2.6).
final class YamlTree {
    private record CommentKey(int start, boolean inline) {}

    private final byte[] source;
    private final YamlAliasBytes aliased = new YamlAliasBytes();
    /// Nodes that aliases may refer to.
    private final Map<YamlDraft, Node> anchored = new IdentityHashMap<>();

    /// What aliases see instead where that is another node: an item of a list, as sops takes its comments inside when
    /// it is referred to.
    private final Map<YamlDraft, Node> referred = new IdentityHashMap<>();
    /// One object for a comment, though it may be seen in two places.
    private final Map<CommentKey, Comment> comments = new HashMap<>();

    YamlTree(byte[] source) {
        this.source = source;
    }

    /// The root of one document.
    ///
    /// @throws LockstepException `INPUT_MALFORMED` for a root that is no map, for a key that stands twice in a map and
    /// for a merge of
    ///     what is no map; `VALUE_NOT_ENCRYPTABLE` for a key that is not text
    Mapping root(YamlDraft document, YamlDraft root) {
        var members = new ArrayList<Member>();
        remarks(document.head, false, members::add);
        remarks(document.lineEnd, false, members::add);
        switch (root.shape) {
            case MAPPING -> members.addAll(mapping(root, false).members());
            case SCALAR -> {
                if (root.value == null || root.value.type() != Type.NULL) {
                    throw notMap("a value", root);
                }
                remarks(root.head, false, members::add);
                remarks(root.lineEnd, false, members::add);
                root.strays.forEach(stray -> members.add(comment(stray, false)));
            }
            case SEQUENCE -> throw notMap("a list", root);
            case ALIAS -> throw notMap("an alias", root);
        }
        remarks(document.foot, false, members::add);
        return new Mapping(members, root.span());
    }

    private static LockstepException notMap(String found, YamlDraft root) {
        return new LockstepException(
                Kind.INPUT_MALFORMED,
                "document is " + found + ", only maps can hold secrets with names",
                ":" + root.line,
                "put it under a key");
    }

    private Node node(YamlDraft draft, boolean remarksAreOutside) {
        var node = switch (draft.shape) {
            case SCALAR -> new Scalar(Objects.requireNonNull(draft.value), draft.span());
            case MAPPING -> mapping(draft, remarksAreOutside);
            case SEQUENCE -> sequence(draft, remarksAreOutside);
            case ALIAS -> alias(draft);
        };
        if (draft.anchor != null && draft.shape != Shape.ALIAS) {
            anchored.putIfAbsent(draft, node);
        }
        return node;
    }

    private Node alias(YamlDraft draft) {
        var target = draft.resolved();
        boolean hasOwnRemarks = !(target.head.isEmpty() && target.lineEnd.isEmpty() && target.foot.isEmpty());
        boolean differsInPlace = target.isItem && target.isCollection() && hasOwnRemarks;
        var node = differsInPlace ? null : anchored.get(target);
        if (node == null) {
            node = referred.get(target);
        }
        if (node == null) {
            node = node(target, false);
            referred.put(target, node);
        }
        aliased.add(node, draft.line);
        return new Alias(Objects.requireNonNull(draft.anchor), node, draft.span());
    }

    private Mapping mapping(YamlDraft draft, boolean remarksAreOutside) {
        var members = new ArrayList<Member>(draft.content.size() / 2 + 1);
        if (!remarksAreOutside) {
            remarks(draft.head, false, members::add);
            remarks(draft.lineEnd, false, members::add);
        }
        var names = HashSet.<String>newHashSet(draft.content.size() / 2);
        int strays = 0;
        for (int i = 0; i < draft.content.size(); i += 2) {
            var key = draft.content.get(i);
            var value = draft.content.get(i + 1);
            strays = strays(draft, strays, key.start, members::add);
            remarks(key.head, false, members::add);
            remarks(key.lineEnd, false, members::add);
            if (!value.isCollection()) {
                remarks(value.head, false, members::add);
                remarks(value.lineEnd, true, members::add);
            }
            String name = YamlDrafting.key(key);
            if (!names.add(name)) {
                throw new LockstepException(
                        Kind.INPUT_MALFORMED,
                        "key stands twice in a map",
                        TextPlace.of(source, key.start),
                        "remove or rename one of the two keys");
            }
            if (key.merge && !value.isMergeable()) {
                throw new LockstepException(
                        Kind.INPUT_MALFORMED,
                        "merge key << without a map",
                        ":" + key.line,
                        "quote the key or merge a map");
            }
            members.add(new Entry(name, key.span(), node(value, !value.isCollection())));
            if (!value.isCollection()) {
                remarks(value.foot, false, members::add);
            }
            remarks(key.foot, false, members::add);
        }
        strays(draft, strays, Integer.MAX_VALUE, members::add);
        if (!remarksAreOutside) {
            remarks(draft.foot, false, members::add);
        }
        return new Mapping(members, draft.span());
    }

    private Sequence sequence(YamlDraft draft, boolean remarksAreOutside) {
        var items = new ArrayList<Node>(draft.content.size());
        if (!remarksAreOutside) {
            remarks(draft.head, false, items::add);
            remarks(draft.lineEnd, false, items::add);
        }
        int strays = 0;
        for (var item : draft.content) {
            strays = strays(draft, strays, item.start, items::add);
            remarks(item.head, false, items::add);
            remarks(item.lineEnd, true, items::add);
            item.isItem = true;
            items.add(node(item, true));
            remarks(item.foot, false, items::add);
        }
        strays(draft, strays, Integer.MAX_VALUE, items::add);
        if (!remarksAreOutside) {
            remarks(draft.foot, false, items::add);
        }
        return new Sequence(items, draft.span());
    }

    private int strays(YamlDraft draft, int from, int before, Consumer<? super Comment> to) {
        int at = from;
        while (at < draft.strays.size() && draft.strays.get(at).start() < before) {
            to.accept(comment(draft.strays.get(at++), false));
        }
        return at;
    }

    private void remarks(YamlRemarks remarks, boolean inline, Consumer<? super Comment> to) {
        for (var line : remarks.lines()) {
            if (!line.isNone()) {
                to.accept(comment(line, inline));
            }
        }
    }

    private Comment comment(Span line, boolean inline) {
        return comments.computeIfAbsent(new CommentKey(line.start(), inline), _ -> {
            byte[] text = Arrays.copyOfRange(source, line.start() + 1, line.end());
            return new Comment(Plaintext.owning(Type.COMMENT, text), line, inline);
        });
    }

    /// Wipes the comments, when reading failed.
    void discard() {
        comments.values().forEach(comment -> comment.text().close());
    }
}
