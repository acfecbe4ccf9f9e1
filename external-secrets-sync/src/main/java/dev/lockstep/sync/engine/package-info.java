/// The decisions: what is wanted, what is there, what to do. Pure; no Kubernetes, no network, no files. Start at
/// [dev.lockstep.sync.engine.SyncPlanner].
@NullMarked
package dev.lockstep.sync.engine;

import org.jspecify.annotations.NullMarked;
