package dev.lockstep.sync.engine;

import dev.lockstep.problem.Problem;

/// What a store answered for one reference. Absence is an answer, never the name of an error.
public sealed interface Fetched {
    /// @param version what the store calls this state of the secret: a commit, a number; empty if it has none
    record Found(SecretData data, String version) implements Fetched {}

    /// The store says itself that there is no such secret.
    record Absent() implements Fetched {}

    /// There is no answer, or not a good one; nothing follows from it for the target.
    record Failed(Problem problem) implements Fetched {}
}
