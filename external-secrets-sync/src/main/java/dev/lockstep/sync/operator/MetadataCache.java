package dev.lockstep.sync.operator;

/// Returns the metadata of objects: a port with informers behind it, and a fake in tests.
interface MetadataCache {
    /// What is known of an object; from now on it is watched.
    ObjectMetadata get(ObjectKey key);

    /// Nobody asks for it any more.
    void forget(ObjectKey key);
}
