package dev.lockstep.sync.resource;

import dev.lockstep.FilePlace;
import dev.lockstep.sync.engine.Revision;
import java.nio.file.Path;
import java.util.List;

/// Provides documents: a port with a Git commit, a directory and (in the operator) the cluster behind it.
public interface ResourceSource {
    /// What stands there now, as one consistent state.
    ///
    /// @throws dev.lockstep.problem.LockstepException if it cannot be read; nothing follows for what was read before
    Revision read();

    /// The version that [#read] would have: cheap enough to ask every second while nothing changes.
    ///
    /// @throws dev.lockstep.problem.LockstepException as [#read]
    String version();

    /// The directories that belong to the source, so that nobody writes secrets into them; empty if there are none.
    List<Path> places();

    /// Where a file of the source lies, to be compared with the path that it may be bound to.
    ///
    /// @param path of the file in the source, with `/`
    FilePlace placeOf(String path);
}
