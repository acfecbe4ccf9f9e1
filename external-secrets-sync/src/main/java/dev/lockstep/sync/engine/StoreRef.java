package dev.lockstep.sync.engine;

/// Refers to a store by the name that a resource uses.
public record StoreRef(Kind kind, String name) {
    /// The files of the revision the spec itself was read from.
    public static final StoreRef OWN_FILES = new StoreRef(Kind.FILES, "");

    /// The closed list of kinds of stores.
    public enum Kind {
        /// `SecretStore`, of the namespace of the one who asks.
        NAMESPACED("SecretStore"),
        /// `ClusterSecretStore`.
        CLUSTER("ClusterSecretStore"),
        /// SOPS files.
        FILES("SopsFiles");

        private final String kind;

        Kind(String kind) {
            this.kind = kind;
        }

        /// As resources spell it.
        public String spelled() {
            return kind;
        }
    }

    @Override
    public String toString() {
        return kind.spelled() + (name.isEmpty() ? "" : " " + name);
    }
}
