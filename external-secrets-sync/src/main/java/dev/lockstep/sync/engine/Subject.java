package dev.lockstep.sync.engine;

/// The object that wishes a Secret: an `ExternalSecret`, or the Secret manifest of a file.
///
/// @param kind `ExternalSecret` or `Secret`
/// @param uid the API server's, empty for what was read from a file
public record Subject(String kind, String namespace, String name, String uid) {
    @Override
    public String toString() {
        return namespace + "/" + name;
    }
}
