package dev.lockstep.sync.store;

import dev.lockstep.sync.engine.Fetched.Found;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// Caches the values read last, up to a total size. Evicts and wipes the least recently used; that costs another read.
final class ValueCache {
    private final long limit;
    private final SequencedMap<SharedRead, Found> kept = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;

    ValueCache(long limit) {
        this.limit = limit;
    }

    /// Takes the answer over.
    void put(SharedRead read, Found answer) {
        drop(read);
        kept.put(read, answer);
        bytes += answer.value().length();
        while (bytes > limit) {
            forget(kept.pollFirstEntry().getValue());
        }
    }

    /// What was found, lent; null if it is not kept (any more).
    @Nullable
    Found lent(SharedRead read) {
        return kept.get(read);
    }

    void drop(SharedRead read) {
        var dropped = kept.remove(read);
        if (dropped != null) {
            forget(dropped);
        }
    }

    private void forget(Found answer) {
        bytes -= answer.value().length();
        answer.close();
    }
}
