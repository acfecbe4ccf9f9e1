package dev.lockstep.sync.engine;

import java.util.HashMap;
import java.util.Map;

/// What the stores answered for one wish. Owns the values.
public final class Answers implements AutoCloseable {
    private final Map<StoreRef, Map<RemoteRef, Fetched>> answers;

    private Answers(Map<StoreRef, Map<RemoteRef, Fetched>> answers) {
        this.answers = answers;
    }

    /// Takes the answers over.
    public static Answers owning(Map<StoreRef, Map<RemoteRef, Fetched>> answers) {
        return new Answers(new HashMap<>(answers));
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
    }
}
