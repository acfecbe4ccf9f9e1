package dev.lockstep.sync.engine;

/// Identifies one read of a store: the unit that consumers share.
///
/// @param key the store's name for it: a Vault path; of SOPS files `PATH#NAMESPACE/NAME` of the Secret manifest
/// @param version the store's name of a state of it; empty for the newest
/// @param facet the value itself, or what the store keeps about it
public record RemoteRef(String key, String version, Facet facet) {
    /// What is read of a secret.
    public enum Facet {
        VALUE,
        /// `metadataPolicy: Fetch`: tags, labels or custom metadata in place of the value.
        METADATA
    }

    /// The newest value of a key.
    public static RemoteRef newest(String key) {
        return new RemoteRef(key, "", Facet.VALUE);
    }
}
