package dev.lockstep.sync.store;

import dev.lockstep.sync.engine.Fetched;
import dev.lockstep.sync.engine.Fetched.Found;
import dev.lockstep.sync.engine.SecretValue;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// What was found last, kept to be shared, up to so many bytes in all; what was not asked for the longest goes first,
/// and is wiped. That costs a read, nothing else.
final class KeptAnswers {
    private final long limit;
    private final SequencedMap<SharedRead, Found> kept = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;

    KeptAnswers(long limit) {
        this.limit = limit;
    }

    /// Takes the answer over.
    void put(SharedRead read, Found answer) {
        drop(read);
        kept.put(read, answer);
        bytes += size(answer);
        while (bytes > limit) {
            forget(kept.pollFirstEntry().getValue());
        }
    }

    /// A copy, the caller's own; null if it is not kept (any more).
    @Nullable
    Fetched copy(SharedRead read) {
        var found = kept.get(read);
        return found == null ? null : copy(found);
    }

    void drop(SharedRead read) {
        var dropped = kept.remove(read);
        if (dropped != null) {
            forget(dropped);
        }
    }

    private void forget(Found answer) {
        bytes -= size(answer);
        answer.close();
    }

    /// A copy with bytes of its own.
    static Fetched copy(Fetched answer) {
        return switch (answer) {
            case Found(var value, var version, var readAt) -> new Found(value.copy(), version, readAt);
            case Fetched.Absent _, Fetched.Failed _ -> answer;
        };
    }

    private static long size(Found answer) {
        return switch (answer.value()) {
            case SecretValue.Whole(var whole) -> whole.length();
            case SecretValue.Members(var data) ->
                data.values().values().stream()
                        .mapToLong(value -> value.length())
                        .sum();
        };
    }
}
