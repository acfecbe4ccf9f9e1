package dev.lockstep.sync.store.vault;

/// Lists the two KV engines. Only the second keeps versions and metadata, and puts `data/` or `metadata/` between mount
/// and key.
enum KvVersion {
    V1,
    V2
}
