package dev.lockstep.format;

import dev.lockstep.document.Span;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/// Comments that no node was given: go-yaml loses them. They go into the innermost map or list around them, so that
/// they are encrypted like all others.
final class OrphanComments {
    /// The bytes at which comments begin that some node has.
    private final BitSet given = new BitSet();

    private OrphanComments() {}

    /// @param found every comment of the stream, in order
    static void keep(List<Span> found, List<YamlDraft> documents) {
        if (found.isEmpty()) {
            return;
        }
        var strays = new OrphanComments();
        documents.forEach(strays::collect);
        for (var comment : found) {
            if (!strays.given.get(comment.start())) {
                put(comment, documents);
            }
        }
    }

    private void collect(YamlDraft draft) {
        collect(draft.head);
        collect(draft.lineEnd);
        collect(draft.foot);
        draft.content.forEach(this::collect);
    }

    private void collect(YamlRemarks remarks) {
        for (var line : remarks.lines()) {
            if (!line.isNone()) {
                given.set(line.start());
            }
        }
    }

    private static void put(Span comment, List<YamlDraft> documents) {
        var holder = lastBefore(documents, comment.start()).content.getFirst();
        var inner = holder;
        while (inner.isCollection() && !inner.content.isEmpty()) {
            inner = lastBefore(inner.content, comment.start());
            if (inner.isCollection() && inner.start <= comment.start() && comment.start() < inner.end) {
                holder = inner;
            }
        }
        if (holder.strays.isEmpty()) {
            holder.strays = new ArrayList<>();
        }
        holder.strays.add(comment);
    }

    /// The last that begins before a place, or the first if none does.
    private static YamlDraft lastBefore(List<YamlDraft> drafts, int offset) {
        int from = 0;
        int to = drafts.size();
        while (from < to) {
            int middle = (from + to) >>> 1;
            if (drafts.get(middle).start <= offset) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        return drafts.get(Math.max(0, from - 1));
    }
}
