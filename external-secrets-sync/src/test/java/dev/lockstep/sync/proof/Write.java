package dev.lockstep.sync.proof;

import java.time.Instant;

/// A request that changed a Secret, from the API server's audit log.
///
/// @param who the credential it came with; every process has one of its own
/// @param verb `create`, `patch`, `update`, `delete`
/// @param status the answer's code
record Write(Instant at, String who, String verb, String secret, int status) {
    boolean done() {
        return status < 300;
    }
}
