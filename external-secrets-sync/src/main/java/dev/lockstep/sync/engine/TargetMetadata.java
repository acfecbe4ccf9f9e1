package dev.lockstep.sync.engine;

/// Holds what is known of a target without reading its data.
public sealed interface TargetMetadata {
    record Absent() implements TargetMetadata {}

    /// @param ours whether it carries our ownership label
    record There(ObjectVersion objectVersion, boolean ours) implements TargetMetadata {}
}
