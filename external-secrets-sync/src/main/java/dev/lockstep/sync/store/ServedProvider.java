package dev.lockstep.sync.store;

import dev.lockstep.sync.api.StoreProvider;
import dev.lockstep.sync.engine.Cause;
import dev.lockstep.sync.engine.StoreRef;
import dev.lockstep.sync.engine.SyncError;
import dev.lockstep.sync.store.Credentials.AccountRef;
import dev.lockstep.sync.store.Credentials.KeyRef;
import dev.lockstep.sync.store.vault.VaultSettings;
import dev.lockstep.sync.store.vault.VaultStores;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.function.BiFunction;

/// Lists the served services behind stores: what each needs of the cluster, and how its client is made.
///
/// @param keys what is read of Secrets and ConfigMaps; when one of them changes, it takes a new client
/// @param accounts the service accounts in whose names a client logs in
/// @param servers whom a client connects to; empty if it needs no network
public record ServedProvider(
        List<KeyRef> keys,
        List<AccountRef> accounts,
        List<URI> servers,
        BiFunction<VaultStores, InstantSource, SecretStore> open) {
    public ServedProvider {
        servers = List.copyOf(servers);
        keys = List.copyOf(keys);
        accounts = List.copyOf(accounts);
    }

    /// Checks all that can be checked without asking anybody.
    ///
    /// @param scope where references lead
    /// @throws StoreException `STORE_INVALID`, `STORE_DENIED`, `NOT_SERVED`
    public static ServedProvider of(StoreRef store, StoreProvider provider, CredentialScope scope) {
        var names = provider.names();
        if (names.size() != 1) {
            throw StoreException.lasting(new SyncError(
                    Cause.STORE_INVALID,
                    names.isEmpty() ? store + " names no provider" : store + " names " + names.size() + " providers",
                    "spec.provider",
                    "name exactly one"));
        }
        if (provider.vault() != null) {
            var settings = VaultSettings.of(provider.vault(), scope);
            return new ServedProvider(
                    settings.keys(),
                    settings.accounts(),
                    List.of(settings.server()),
                    (vaults, _) -> vaults.open(settings));
        }
        if (provider.fake() != null) {
            var fake = provider.fake();
            return new ServedProvider(
                    List.of(), List.of(), List.of(), (_, clock) -> new FakeProviderStore(fake, clock));
        }
        throw StoreException.lasting(new SyncError(
                Cause.NOT_SERVED,
                store + " uses provider " + names.first() + ", which is not served yet",
                "spec.provider." + names.first(),
                "leave what uses it with External Secrets Operator, or use vault"));
    }

    /// Whether a cluster store uses what is in the namespace of who asks (referent authentication), so that each
    /// namespace has a client of its own and the store has none by itself.
    ///
    /// @throws StoreException as [#of]
    public static boolean followsConsumer(StoreRef store, StoreProvider provider) {
        var one = of(store, provider, new CredentialScope.Cluster("a"));
        var other = of(store, provider, new CredentialScope.Cluster("b"));
        return !one.keys.equals(other.keys) || !one.accounts.equals(other.accounts);
    }

    /// What a store of this kind can do, as ESO 2.9 tells it of the same provider.
    public static String capabilities(StoreProvider provider) {
        return provider.vault() != null || provider.fake() != null ? "ReadWrite" : "";
    }
}
