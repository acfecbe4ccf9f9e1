package dev.lockstep.sync.store;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.SequencedMap;
import java.util.SequencedSet;

/// Queues waiting reads round-robin by namespace, first in first out within a namespace. A namespace with thousands of
/// reads does not delay the others.
final class ReadQueue {
    private final SequencedMap<String, SequencedSet<SharedRead>> byNamespace = new LinkedHashMap<>();

    boolean isEmpty() {
        return byNamespace.isEmpty();
    }

    void add(String namespace, SharedRead read) {
        byNamespace.computeIfAbsent(namespace, _ -> new LinkedHashSet<>()).add(read);
    }

    /// Whether it was there.
    boolean remove(String namespace, SharedRead read) {
        var reads = byNamespace.get(namespace);
        if (reads == null || !reads.remove(read)) {
            return false;
        }
        if (reads.isEmpty()) {
            byNamespace.remove(namespace);
        }
        return true;
    }

    /// The next; there must be one.
    SharedRead next() {
        var turn = byNamespace.pollFirstEntry();
        var next = turn.getValue().removeFirst();
        if (!turn.getValue().isEmpty()) {
            byNamespace.putLast(turn.getKey(), turn.getValue());
        }
        return next;
    }

    void clear() {
        byNamespace.clear();
    }
}
