package dev.lockstep.document;

import dev.lockstep.secret.Plaintext;
import java.util.List;

/// One place in a secret file. Each node knows the bytes it was read from, so that it can change without its
/// neighbours.
///
/// A changed tree is made of new nodes beside untouched ones: whoever changes a node keeps its span, whoever keeps a
/// node keeps the very instance, so that a format can tell by identity what it need not write again. Order is file
/// order everywhere.
public sealed interface Node {
    /// Where the node stands in [Document#source()], quotes and block header included, anchor and tag included;
    /// [Span#NONE] for a node that was added after reading.
    Span span();

    /// A map. `members` are entries and, between them, comments in the order in which sops sees them (spec 2.6).
    record Mapping(List<Member> members, Span span) implements Node {
        public Mapping {
            members = List.copyOf(members);
        }
    }

    /// A list. `items` may hold comments between the values.
    record Sequence(List<Node> items, Span span) implements Node {
        public Sequence {
            items = List.copyOf(items);
        }
    }

    /// A single value, null included.
    record Scalar(Plaintext value, Span span) implements Node {}

    /// One line of comment; `text` is what follows `#` and has type `COMMENT`.
    ///
    /// @param inline whether it stands behind a value on the same line
    record Comment(Plaintext text, Span span, boolean inline) implements Node, Member {}

    /// A reference to an anchored node elsewhere in the file. Whoever walks values walks `target` in its place.
    record Alias(String anchor, Node target, Span span) implements Node {}

    /// What a map holds: an entry or a comment.
    sealed interface Member permits Entry, Comment {}

    /// A key and its value. Keys are never secret.
    ///
    /// @param keySpan where the key stands, quotes included; [Span#NONE] when added
    record Entry(String key, Span keySpan, Node value) implements Member {
        /// The same key with another value.
        public Entry with(Node other) {
            return new Entry(key, keySpan, other);
        }
    }

    /// The node itself, or what it refers to if it is an alias.
    default Node resolved() {
        return this instanceof Alias alias ? alias.target().resolved() : this;
    }

    /// A copy of a value that no longer is what the source shows: `span` for the outermost node, [Span#NONE] for all
    /// below, and aliases replaced by what they refer to. The values themselves are shared.
    default Node detached(Span place) {
        return switch (this) {
            case Mapping(var members, _) ->
                new Mapping(members.stream().map(Node::detached).toList(), place);
            case Sequence(var items, _) ->
                new Sequence(
                        items.stream().map(item -> item.detached(Span.NONE)).toList(), place);
            case Scalar(var value, _) -> new Scalar(value, place);
            case Comment(var text, _, var inline) -> new Comment(text, place, inline);
            case Alias alias -> alias.target().detached(place);
        };
    }

    private static Member detached(Member member) {
        return switch (member) {
            case Comment(var text, _, var inline) -> new Comment(text, Span.NONE, inline);
            case Entry(var key, _, var value) -> new Entry(key, Span.NONE, value.detached(Span.NONE));
        };
    }
}
