package dev.lockstep.sync.operator;

import dev.lockstep.sync.store.Egress;
import dev.lockstep.sync.store.StoreGateway;
import dev.lockstep.sync.store.StorePolicy;
import dev.lockstep.sync.store.vault.VaultStores;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// All there is about the stores of a cluster, put together: [ClusterStores] for lookups, the watches that feed it, and
/// the checks that write the stores' status. Use it so:
///
/// ```java
/// var stores = new StoreWiring(client, api, namespace, policy, egress, "default", listener, clock);
/// var gateway = new StoreGateway(stores.catalog(), …);
/// stores.watch();                            // before the first pass
/// stores.check(gateway, fence::open);        // once this process leads
/// ```
final class StoreWiring implements AutoCloseable {
    /// ESO 2.9's flag `store-requeue-interval`.
    private static final Duration CHECK_INTERVAL = Duration.ofMinutes(5);

    private final KubernetesClient client;
    private final String controllerClass;
    private final InstantSource clock;
    private final StoreIndex index;
    private final ObjectWatches watches;
    private final ClusterStores catalog;
    private @Nullable StoreCheckTurns checks;

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
        this.watches = new ObjectWatches(api, namespace);
        var vaults = new VaultStores(new ClusterCredentials(api, policy), egress, clock);
        this.catalog =
                new ClusterStores(index::get, watches, policy, vaults, controllerClass, identity, listener, clock);
        index.onChange(catalog::storeChanged);
        watches.onChange(catalog::objectChanged);
    }

    ClusterStores catalog() {
        return catalog;
    }

    /// Begins to watch, and returns once all stores are known.
    void watch() {
        index.start();
    }

    /// Begins to write the status of stores.
    ///
    /// @param mayWrite asked right before each write
    void check(StoreGateway gateway, BooleanSupplier mayWrite) {
        var storeChecks = new StoreChecks(client, index, gateway, controllerClass, mayWrite, clock);
        var turns = new StoreCheckTurns(storeChecks::check, this::interval);
        catalog.onChange(turns::changed);
        index.all().forEach(store -> first(turns, store));
        checks = turns;
    }

    /// One that has been checked already, by this process or the one before, has time.
    private void first(StoreCheckTurns turns, StoreKey store) {
        var known = index.get(store);
        if (known != null && known.status().conditions().isEmpty()) {
            turns.changed(store);
        } else {
            turns.known(store);
        }
    }

    private Duration interval(StoreKey store) {
        var known = index.get(store);
        return known == null ? CHECK_INTERVAL : known.checkEvery(CHECK_INTERVAL);
    }

    @Override
    public void close() {
        if (checks != null) {
            checks.close();
        }
        index.close();
        watches.close();
    }
}
