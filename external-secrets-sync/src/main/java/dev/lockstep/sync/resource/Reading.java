package dev.lockstep.sync.resource;

import dev.lockstep.sync.engine.Fault;
import dev.lockstep.sync.engine.SyncSpec;

/// What a resource says.
public sealed interface Reading {
    record Wish(SyncSpec spec) implements Reading {}

    /// @param fault `SPEC_INVALID` or `NOT_SERVED`, with the field
    record Refused(Fault fault) implements Reading {}
}
