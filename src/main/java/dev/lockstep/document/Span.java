package dev.lockstep.document;

/// Marks a place in the source bytes of a document: offsets in bytes, `end` exclusive.
public record Span(int start, int end) {
    /// The place of a node that was not read from the source.
    public static final Span NONE = new Span(-1, -1);

    public boolean isNone() {
        return start < 0;
    }

    public int length() {
        return end - start;
    }
}
