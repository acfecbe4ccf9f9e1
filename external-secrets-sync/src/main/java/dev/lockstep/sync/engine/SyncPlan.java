package dev.lockstep.sync.engine;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Holds a decision as data: what to do with one target Secret, and why.
public sealed interface SyncPlan {
    /// Write this data; it is new or differs from what is there.
    ///
    /// @param stray keys of the live Secret that have to go: all others if it is ours alone, those of ours if it is not
    /// @param basis the state the decision was made on; a write onto another state is refused
    /// @param adoption what is taken over with a Secret that was another's; null if nothing is
    record Write(
            SecretData data,
            List<String> stray,
            ObjectVersion basis,
            @Nullable Adoption adoption) implements SyncPlan {
        public Write {
            stray = List.copyOf(stray);
        }

        /// Of a Secret that is ours, or new.
        public Write(SecretData data, List<String> stray, ObjectVersion basis) {
            this(data, stray, basis, null);
        }
    }

    /// What is there is what is wanted.
    record UpToDate(ObjectVersion objectVersion) implements SyncPlan {}

    /// Leave what is there, because there is no good answer.
    record Keep(SyncError error) implements SyncPlan {}

    /// Leave what is there although the store has nothing (any more), because the policy says so.
    record Retain() implements SyncPlan {}

    /// Take it away: the policy, or pruning, asks for it.
    record Remove(ObjectVersion basis) implements SyncPlan {}

    /// It should be taken away, and is not there.
    record Gone() implements SyncPlan {}

    /// There is nothing to write by the resource's own spec (creation policy None).
    record Nothing() implements SyncPlan {}
}
