package dev.lockstep.sync.engine;

import java.time.Instant;
import java.util.List;

/// Holds what a spec renders to, given the stores' answers.
public sealed interface Rendered extends AutoCloseable {
    /// @param origins one for each key of the data, in its order
    /// @param missing the entries whose secret the store says is gone, by place; only where the policy bears it
    record Complete(SecretData data, List<KeyOrigin> origins, List<String> missing) implements Rendered {
        public Complete {
            origins = List.copyOf(origins);
            missing = List.copyOf(missing);
        }

        @Override
        public void close() {
            data.close();
        }
    }

    /// Some entry has no good value, so there is none for the whole.
    ///
    /// @param nextTry as in [Fetched.Failed]
    record Failed(SyncError error, Instant nextTry) implements Rendered {}

    @Override
    default void close() {}
}
