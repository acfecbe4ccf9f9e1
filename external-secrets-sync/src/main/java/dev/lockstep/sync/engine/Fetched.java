package dev.lockstep.sync.engine;

import java.time.Instant;

/// Holds a store's answer for one reference. Absence is an answer, never the name of an error.
public sealed interface Fetched extends AutoCloseable {
    /// @param version what the store calls this state of the secret: a commit, a number; empty if it has none
    /// @param readAt when the read began that gave it
    record Found(SecretValue value, String version, Instant readAt) implements Fetched {
        @Override
        public void close() {
            value.close();
        }
    }

    /// The store says itself that there is no such secret.
    record Absent(Instant readAt) implements Fetched {}

    /// There is no answer, or not a good one; nothing follows from it for the target.
    ///
    /// @param nextTry when asking again makes sense; [Instant#MAX] if only a change of the resource or store helps
    record Failed(SyncError error, Instant nextTry) implements Fetched {}

    @Override
    default void close() {}
}
