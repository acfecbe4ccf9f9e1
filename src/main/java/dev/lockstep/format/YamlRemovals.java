package dev.lockstep.format;

import dev.lockstep.document.Span;
import java.util.TreeMap;

/// Collects what goes from a file; regions may touch and overlap.
final class YamlRemovals {
    private static final byte[] NOTHING = {};

    /// Start → end.
    private final TreeMap<Integer, Integer> regions = new TreeMap<>();

    void add(int start, int end) {
        if (end > start) {
            regions.merge(start, end, Math::max);
        }
    }

    /// Makes one edit of all that touches.
    void finish(YamlRenderer.Replacing edits) {
        int start = -1;
        int end = -1;
        for (var region : regions.entrySet()) {
            if (region.getKey() > end) {
                delete(edits, start, end);
                start = region.getKey();
            }
            end = Math.max(end, region.getValue());
        }
        delete(edits, start, end);
        regions.clear();
    }

    private static void delete(YamlRenderer.Replacing edits, int start, int end) {
        if (end > start) {
            edits.replace(new Span(start, end), NOTHING);
        }
    }
}
