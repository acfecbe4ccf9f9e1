package dev.lockstep.sync.store;

import dev.lockstep.sync.engine.Cause;
import dev.lockstep.sync.engine.SyncError;
import org.jspecify.annotations.Nullable;

/// Resolves the namespace of a store's references: the one place for this rule. A `SecretStore` never looks beyond its
/// own namespace, for whatever it references; a `ClusterSecretStore` looks where the reference says, else in the
/// namespace of who asks.
public sealed interface CredentialScope {
    /// References of a `SecretStore`.
    record Own(String namespace) implements CredentialScope {}

    /// References of a `ClusterSecretStore`, asked by an object of the namespace `consumer`.
    record Cluster(String consumer) implements CredentialScope {}

    /// The namespace in whose name a store is used.
    default String tenant() {
        return switch (this) {
            case Own(var namespace) -> namespace;
            case Cluster(var consumer) -> consumer;
        };
    }

    /// The namespace for a credential.
    ///
    /// @param wanted what the reference says, null or empty if nothing
    /// @param place where the reference stands, for people
    /// @throws StoreException `STORE_DENIED`
    default String credential(@Nullable String wanted, String place) {
        boolean named = wanted != null && !wanted.isEmpty();
        return switch (this) {
            case Own(var namespace) when !named || namespace.equals(wanted) -> namespace;
            case Own _ -> throw denied(place);
            case Cluster _ when named -> wanted;
            case Cluster(var consumer) -> consumer;
        };
    }

    /// The namespace for certificates that a server is trusted by. A consumer of a `ClusterSecretStore` must not choose
    /// whom the store's credential is shown to, so there the reference has to name one (as ESO 2.9 demands).
    ///
    /// @throws StoreException `STORE_DENIED`, `STORE_INVALID`
    default String trust(@Nullable String wanted, String place) {
        if (this instanceof Cluster && (wanted == null || wanted.isEmpty())) {
            throw StoreException.lasting(new SyncError(
                    Cause.STORE_INVALID,
                    "a ClusterSecretStore has to name the namespace of its certificates",
                    place,
                    "set namespace"));
        }
        return credential(wanted, place);
    }

    private static StoreException denied(String place) {
        return StoreException.lasting(new SyncError(
                Cause.STORE_DENIED,
                "a SecretStore may not use what is in another namespace",
                place,
                "take namespace away, or use a ClusterSecretStore"));
    }
}
