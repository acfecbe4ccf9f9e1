package dev.lockstep.sync.agent;

import dev.lockstep.sync.store.StoreServers;
import java.nio.file.Path;
import java.util.Optional;

/// Says what the stores of a source may do: whoever may write the source defines them, so servers and credentials come
/// from the command line alone.
///
/// @param servers whom they may ask; none by default
/// @param credentials the directory with what they log in with, `NAMESPACE/NAME/KEY`
record StoreAccess(StoreServers servers, Optional<Path> credentials) {}
