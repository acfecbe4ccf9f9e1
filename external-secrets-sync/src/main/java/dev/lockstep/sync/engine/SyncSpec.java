package dev.lockstep.sync.engine;

/// One wish: this Secret shall hold what that reference has.
///
/// @param origin where the wish was read, for people: `apps/db.yaml`
public record SyncSpec(SecretName target, RemoteRef source, String origin) {}
