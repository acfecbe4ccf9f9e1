package dev.lockstep.sync.resource;

import dev.lockstep.sync.engine.Revision;

/// Where documents come from: a port with a Git commit, a directory and (in the operator) the cluster behind it.
public interface ResourceSource {
    /// What stands there now, as one consistent state.
    ///
    /// @throws dev.lockstep.problem.LockstepException if it cannot be read; nothing follows for what was read before
    Revision read();

    /// The version that [#read] would have, without reading the files: cheap enough to ask every second.
    String version();
}
