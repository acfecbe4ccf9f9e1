package dev.lockstep.sync.resource;

import dev.lockstep.sync.engine.SyncError;
import dev.lockstep.sync.engine.SyncSpec;

/// Holds a resource's spec, or why it is refused.
public sealed interface ParsedSpec {
    record Valid(SyncSpec spec) implements ParsedSpec {}

    /// @param error `SPEC_INVALID` or `NOT_SERVED`, with the field
    record Refused(SyncError error) implements ParsedSpec {}
}
