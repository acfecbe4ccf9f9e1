package dev.lockstep.sync.operator;

/// Knows what objects look like: a port with watches of the cluster and a fake behind it.
interface MetadataCache {
    /// What is known of an object; from now on it is watched.
    ObjectMetadata see(ObjectKey key);

    /// Nobody asks for it any more.
    void forget(ObjectKey key);
}
