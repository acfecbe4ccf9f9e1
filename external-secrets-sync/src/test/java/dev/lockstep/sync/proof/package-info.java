/// Proof from outside: a real operator process between a real API server and a real Vault, faults put between them, and
/// an observer who keeps every state anybody could have seen. Start at [dev.lockstep.sync.proof.Invariants].
@NullMarked
package dev.lockstep.sync.proof;

import org.jspecify.annotations.NullMarked;
