package dev.lockstep.sync.engine;

/// Identifies the object whose spec asks for a Secret: an `ExternalSecret`, or the Secret manifest of a file.
///
/// @param kind `ExternalSecret` or `Secret`
/// @param uid the API server's, empty for what was read from a file
public record ResourceKey(String kind, String namespace, String name, String uid) {
    /// Whether it is an object of a cluster, which can own its Secret, and not one of a file.
    public boolean isOfCluster() {
        return !uid.isEmpty();
    }

    @Override
    public String toString() {
        return namespace + "/" + name;
    }
}
