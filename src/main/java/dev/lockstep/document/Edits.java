package dev.lockstep.document;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Replacements in the source of a document, applied in one pass. What was not edited stays byte for byte.
public final class Edits {
    private record Edit(Span span, byte[] text) {}

    private final List<Edit> edits = new ArrayList<>();

    /// Puts `text` in the place of `span`. Spans must not overlap; an empty span inserts, before what is replaced from
    /// there on. Insertions at one offset keep their order.
    public void replace(Span span, byte[] text) {
        edits.add(new Edit(span, text));
    }

    public void insert(int offset, byte[] text) {
        replace(new Span(offset, offset), text);
    }

    public void delete(Span span) {
        replace(span, new byte[0]);
    }

    public boolean isEmpty() {
        return edits.isEmpty();
    }

    /// Whether two edits concern the same bytes, so that they cannot both be made.
    public boolean overlap() {
        sort();
        int from = 0;
        for (var edit : edits) {
            if (edit.span().start() < from) {
                return true;
            }
            from = edit.span().end();
        }
        return false;
    }

    private void sort() {
        edits.sort(Comparator.<Edit>comparingInt(edit -> edit.span().start())
                .thenComparingInt(edit -> edit.span().end()));
    }

    /// The source with all edits made; the source itself is not changed.
    ///
    /// @throws IllegalStateException if two edits overlap
    public byte[] apply(byte[] source) {
        sort();
        long length = source.length;
        for (var edit : edits) {
            length += edit.text().length - edit.span().length();
        }
        var out = new byte[Math.toIntExact(length)];
        int from = 0;
        int to = 0;
        for (var edit : edits) {
            int gap = edit.span().start() - from;
            if (gap < 0) {
                throw new IllegalStateException(
                        "overlapping edits at byte " + edit.span().start());
            }
            System.arraycopy(source, from, out, to, gap);
            System.arraycopy(edit.text(), 0, out, to + gap, edit.text().length);
            to += gap + edit.text().length;
            from = edit.span().end();
        }
        System.arraycopy(source, from, out, to, source.length - from);
        return out;
    }
}
