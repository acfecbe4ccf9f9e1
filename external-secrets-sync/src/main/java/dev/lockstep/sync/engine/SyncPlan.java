package dev.lockstep.sync.engine;

import dev.lockstep.problem.Problem;

/// A decision as data: what to do with one target Secret, and why.
public sealed interface SyncPlan {
    /// Write this data; it is new or differs from what is there.
    record Write(SecretData data, String version) implements SyncPlan {}

    /// What is there is what is wanted.
    record UpToDate(String version) implements SyncPlan {}

    /// Leave what is there, because there is no good answer.
    record Keep(Problem problem) implements SyncPlan {}

    /// Take it away: its wish is gone and pruning was asked for.
    record Remove() implements SyncPlan {}
}
