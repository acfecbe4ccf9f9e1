package dev.lockstep.sync.store;

/// An object of the cluster that a store cannot work without.
///
/// @param place where the store's spec refers to it, for people
public record StoreNeed(Kind kind, String namespace, String name, String place) {
    /// The closed list of what a store may need.
    public enum Kind {
        SECRET("Secret"),
        CONFIG_MAP("ConfigMap"),
        ACCOUNT("ServiceAccount");

        private final String spelled;

        Kind(String spelled) {
            this.spelled = spelled;
        }

        public String spelled() {
            return spelled;
        }
    }

    @Override
    public String toString() {
        return kind.spelled() + " " + namespace + "/" + name;
    }
}
