package dev.lockstep.sync.resource;

import dev.lockstep.sync.engine.Cause;
import dev.lockstep.sync.engine.Fault;

/// Tells what the schema does not admit in a document.
///
/// @param line from 1
/// @param place as `spec.data[0].remoteRef`; empty for the document itself
record Mistake(int line, String place, String what, String next) {
    Fault fault() {
        return new Fault(Cause.SPEC_INVALID, what, place, next);
    }
}
