package dev.lockstep.format;

import dev.lockstep.document.Span;
import dev.lockstep.secret.Plaintext;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A YAML node while it is read: what the parser said, and the comments that have been attached so far.
///
/// Confined to one read, so mutable: comments move between neighbours before the final nodes are made.
final class YamlDraft {
    enum Shape {
        SCALAR,
        SEQUENCE,
        MAPPING,
        ALIAS
    }

    final Shape shape;
    final int start;
    int end;
    final int line;
    /// Whether it is written in brackets; for a map without brackets inside a flow list too.
    boolean flow;
    /// Whether it is a scalar of no characters, quotes or properties, which has no token.
    boolean implied;
    /// Whether it is a plain `<<`: as a key, go-yaml takes it for a merge.
    boolean merge;

    @Nullable
    String anchor;

    @Nullable
    Plaintext value;

    @Nullable
    YamlDraft target;
    /// Items of a list; keys and values of a map in turn.
    final List<YamlDraft> content;
    /// Still being read: an alias to it would contain itself.
    boolean open = true;
    /// Levels below, aliases expanded.
    int height;
    /// Nodes in it, aliases expanded.
    long size = 1;

    /// Whether it stands in a list.
    boolean isItem;

    YamlRemarks head = YamlRemarks.NONE;
    YamlRemarks lineEnd = YamlRemarks.NONE;
    YamlRemarks foot = YamlRemarks.NONE;
    /// Comments inside a collection that go-yaml loses.
    List<Span> strays = List.of();

    YamlDraft(Shape shape, int start, int end, int line) {
        this.shape = shape;
        this.start = start;
        this.end = end;
        this.line = line;
        this.content = shape == Shape.SEQUENCE || shape == Shape.MAPPING ? new ArrayList<>(4) : List.of();
    }

    /// Whether a merge key accepts it: a map, or a list of maps.
    boolean isMergeable() {
        var target = resolved();
        return target.shape == Shape.MAPPING
                || shape == Shape.SEQUENCE && content.stream().allMatch(item -> item.resolved().shape == Shape.MAPPING);
    }

    boolean isCollection() {
        return shape == Shape.SEQUENCE || shape == Shape.MAPPING;
    }

    YamlDraft resolved() {
        return target == null ? this : target;
    }

    Span span() {
        return new Span(start, end);
    }
}
