package dev.lockstep.sync.resource;

import dev.lockstep.sync.engine.Cause;
import dev.lockstep.sync.engine.SyncError;

/// Tells what the schema does not admit in a document.
///
/// @param line from 1
/// @param place as `spec.data[0].remoteRef`; empty for the document itself
record Mistake(int line, String place, String what, String next) {
    SyncError error() {
        return new SyncError(Cause.SPEC_INVALID, what, place, next);
    }
}
