package dev.lockstep.sync.store;

import dev.lockstep.sync.engine.ResourceKey;
import dev.lockstep.sync.engine.StoreRef;
import dev.lockstep.sync.engine.SyncError;
import java.time.Instant;
import java.util.function.Supplier;

/// Knows which stores there are and who may use them: a port with the cluster's stores, the documents of a directory
/// and the files of a revision behind it.
public interface StoreCatalog {
    /// Looks a store up for one who asks; the rules who may use it are checked each time.
    Resolved resolve(StoreRef store, ResourceKey consumer);

    /// What a lookup gives.
    sealed interface Resolved {
        /// @param identity the same for the same service asked with the same credential, and another one whenever
        ///     either of them changes; holds no credential
        /// @param open makes the authenticated client; called once for each identity
        record Usable(String identity, Supplier<SecretStore> open) implements Resolved {}

        record Refused(SyncError error) implements Resolved {
            /// As in [dev.lockstep.sync.engine.Fetched.Failed].
            public Instant nextTry() {
                return switch (error.cause().remedy()) {
                    case TIME -> Instant.MIN;
                    case CHANGE -> Instant.MAX;
                };
            }
        }
    }
}
