package dev.lockstep.sync.engine;

import java.time.Instant;

/// Records where the value of one key of a Secret came from.
///
/// @param key the key of the Secret
/// @param version what the store calls the state that was read; empty if it has no name for it
public record KeyOrigin(
        String key, StoreRef store, String remoteKey, String property, String version, Instant readAt) {}
