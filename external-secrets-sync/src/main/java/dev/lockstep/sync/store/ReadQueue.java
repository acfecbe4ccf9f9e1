package dev.lockstep.sync.store;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.SequencedMap;
import java.util.SequencedSet;

/// Reads that wait for their turn. The namespaces take turns, so that one with thousands does not make the others wait;
/// within one the first come is the first served.
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
