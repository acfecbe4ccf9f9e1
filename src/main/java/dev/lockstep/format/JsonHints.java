package dev.lockstep.format;

import dev.lockstep.document.Document;
import dev.lockstep.document.FormattingHints;
import dev.lockstep.document.Node;
import dev.lockstep.document.Node.Mapping;
import dev.lockstep.document.Node.Scalar;
import dev.lockstep.document.Node.Sequence;
import dev.lockstep.document.Span;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Finds the values whose text decryption would not restore by itself: `1.0`, `1e5`, `"\u00e9"`, `"a\/b"`.
final class JsonHints {
    private final byte[] source;
    private final Map<Integer, byte[]> texts = new HashMap<>();
    private int number;

    private JsonHints(byte[] source) {
        this.source = source;
    }

    static FormattingHints of(Document original, Document sealed, List<Mapping> opened) {
        var hints = new JsonHints(original.source());
        hints.compare(original.roots().getFirst(), sealed.roots().getFirst(), opened.getFirst());
        return FormattingHints.owning(hints.texts);
    }

    /// Walks the encrypted tree, for its numbers, with the other two beside it. Where they differ in shape there are no
    /// hints: the proof at the end decides.
    private void compare(Node original, Node sealed, Node opened) {
        int here = number++;
        switch (sealed) {
            case Mapping inner
            when original instanceof Mapping left && opened instanceof Mapping right -> {
                var originals = JsonStyle.entries(left);
                var sealeds = JsonStyle.entries(inner);
                var openeds = JsonStyle.entries(right);
                // The metadata stands behind the last entry of the original.
                int count = Math.min(originals.size(), Math.min(sealeds.size(), openeds.size()));
                for (int i = 0; i < count; i++) {
                    compare(
                            originals.get(i).value(),
                            sealeds.get(i).value(),
                            openeds.get(i).value());
                }
            }
            case Sequence(var sealeds, _)
            when original instanceof Sequence left && opened instanceof Sequence right -> {
                int count = Math.min(
                        left.items().size(),
                        Math.min(sealeds.size(), right.items().size()));
                for (int i = 0; i < count; i++) {
                    compare(left.items().get(i), sealeds.get(i), right.items().get(i));
                }
            }
            default -> {
                if (opened != sealed && opened instanceof Scalar) {
                    keepIfDifferent(here, original.span(), opened);
                }
            }
        }
    }

    private void keepIfDifferent(int node, Span span, Node opened) {
        byte[] written = JsonStyle.scalarText(opened);
        if (!Arrays.equals(written, 0, written.length, source, span.start(), span.end())) {
            texts.put(node, Arrays.copyOfRange(source, span.start(), span.end()));
        }
        Arrays.fill(written, (byte) 0);
    }
}
