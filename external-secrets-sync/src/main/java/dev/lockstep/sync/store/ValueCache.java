package dev.lockstep.sync.store;

import dev.lockstep.sync.engine.Fetched.Found;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// What was found last, kept to be shared, up to so many bytes in all; what was not asked for the longest goes first,
/// and is wiped. That costs a read, nothing else.
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
