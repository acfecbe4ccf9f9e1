package dev.lockstep.sync.engine;

/// What the target holds now.
public sealed interface Live {
    /// There is none.
    record Absent() implements Live {}

    /// There is one, whole and of our making; the reader closes the data.
    record Present(SecretData data) implements Live {}

    /// There is one of our making that is not whole: what a kill left, or what somebody changed.
    record Damaged() implements Live {}

    /// Something stands in its place that is not of our making.
    ///
    /// @param what its place
    record Foreign(String what) implements Live {}
}
