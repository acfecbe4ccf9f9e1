package dev.lockstep.sync.engine;

/// A secret in a store.
///
/// @param key the store's name for it; of SOPS files the path in the tree
/// @param property a part of it; of SOPS files `NAMESPACE/NAME` of the Secret manifest; empty for the whole
public record RemoteRef(String key, String property) {}
