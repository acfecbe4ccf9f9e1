package dev.lockstep.sync.operator;

import dev.lockstep.sync.engine.StoreRef;
import dev.lockstep.sync.store.Egress;
import dev.lockstep.sync.store.ProviderCalls;
import dev.lockstep.sync.store.StoreGateway;
import dev.lockstep.sync.store.StorePolicy;
import dev.lockstep.sync.store.vault.VaultStores;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Wires everything about the stores of a cluster: [ClusterStores] for lookups, the watches that feed it, and the
/// checks that write the stores' status. Use it so:
///
/// ```java
/// var stores = new StoreWiring(client, api, namespace, policy, egress, "default", listener, clock);
/// var gateway = new StoreGateway(stores.catalog(), …);
/// stores.watch(true);                        // before the first reconcile
/// stores.check(gateway, fence::open, …);     // once this process leads
/// ```
final class StoreWiring implements AutoCloseable {
    private final KubernetesClient client;
    private final String controllerClass;
    private final InstantSource clock;
    private final StoreIndex index;
    private final ObjectMetadataInformers watches;
    private final ClusterStores catalog;
    private final ProviderCalls calls = new ProviderCalls();
    private volatile @Nullable StoreCheckQueue checks;

    /// @param namespace the one that is served, empty for all
    /// @param policy what stores may do, whoever wrote them
    /// @param egress whom they may connect to
    /// @param controllerClass which stores are ours: those of this class, and those without one
    StoreWiring(
            KubernetesClient client,
            ApiServer api,
            String namespace,
            StorePolicy policy,
            Egress egress,
            String controllerClass,
            StoreListener listener,
            InstantSource clock) {
        this.client = client;
        this.controllerClass = controllerClass;
        this.clock = clock;
        var identity = new StoreIdentity(new SecureRandom());
        this.index = new StoreIndex(client, namespace, identity);
        this.watches = new ObjectMetadataInformers(api, namespace);
        var vaults = new VaultStores(new ClusterCredentials(api, policy), egress, clock, calls);
        this.catalog =
                new ClusterStores(index::get, watches, policy, vaults, controllerClass, identity, listener, clock);
        index.onChange(catalog::storeChanged);
        watches.onChange(catalog::objectChanged);
    }

    ClusterStores catalog() {
        return catalog;
    }

    /// Begins to watch, and returns once all stores are known.
    ///
    /// @param clusterStores whether those of the cluster are watched, too
    void watch(boolean clusterStores) {
        index.start(clusterStores);
    }

    /// The requests to services so far.
    ProviderCalls calls() {
        return calls;
    }

    /// How many checks go on now.
    int checking() {
        var now = checks;
        return now == null ? 0 : now.running();
    }

    /// Begins to write the status of stores.
    ///
    /// @param mayWrite asked right before each write
    /// @param usual how often a store is checked that does not say so itself
    /// @param namespaced whether SecretStores are checked, too
    void check(
            StoreGateway gateway,
            BooleanSupplier mayWrite,
            StoreChecks.Observer observer,
            Duration usual,
            boolean namespaced) {
        var storeChecks = new StoreChecks(client, index, gateway, controllerClass, mayWrite, observer, clock);
        Predicate<StoreKey> checked = store -> namespaced || store.ref().kind() == StoreRef.Kind.CLUSTER;
        var turns = new StoreCheckQueue(storeChecks::check, store -> interval(store, usual));
        catalog.onChange(store -> {
            if (checked.test(store)) {
                turns.changed(store);
            }
        });
        index.all().stream().filter(checked).forEach(store -> first(turns, store, observer));
        checks = turns;
    }

    /// One that has been checked already, by this process or the one before, has time.
    private void first(StoreCheckQueue turns, StoreKey store, StoreChecks.Observer observer) {
        var known = index.get(store);
        if (known == null || known.status().conditions().isEmpty()) {
            turns.changed(store);
            return;
        }
        if (known.store().isFor(controllerClass)) {
            observer.found(store, known.status());
        }
        turns.known(store);
    }

    private Duration interval(StoreKey store, Duration usual) {
        var known = index.get(store);
        return known == null ? usual : known.checkEvery(usual);
    }

    @Override
    public void close() {
        var begun = checks;
        if (begun != null) {
            begun.close();
        }
        index.close();
        watches.close();
    }
}
