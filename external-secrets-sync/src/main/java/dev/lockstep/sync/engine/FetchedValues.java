package dev.lockstep.sync.engine;

import java.util.HashMap;
import java.util.Map;

/// Holds the stores' answers for one spec. Owns the values.
public final class FetchedValues implements AutoCloseable {
    private final Map<StoreRef, Map<RemoteRef, Fetched>> answers;

    private final Runnable closed;

    private FetchedValues(Map<StoreRef, Map<RemoteRef, Fetched>> answers, Runnable closed) {
        this.answers = answers;
        this.closed = closed;
    }

    /// Takes the answers over.
    ///
    /// @param closed told when they are wiped
    public static FetchedValues owning(Map<StoreRef, Map<RemoteRef, Fetched>> answers, Runnable closed) {
        return new FetchedValues(new HashMap<>(answers), closed);
    }

    /// The answer for an entry, lent.
    ///
    /// @throws IllegalStateException if it was never asked for
    public Fetched to(Entry entry) {
        var fetched = answers.getOrDefault(entry.store(), Map.of()).get(entry.remote());
        if (fetched == null) {
            throw new IllegalStateException("no answer for " + entry.place());
        }
        return fetched;
    }

    @Override
    public void close() {
        answers.values().forEach(ofOne -> ofOne.values().forEach(Fetched::close));
        closed.run();
    }
}
