package dev.lockstep.sync.operator;

import dev.lockstep.sync.engine.ResourceKey;
import dev.lockstep.sync.engine.StoreRef;
import dev.lockstep.sync.engine.SyncSpec;
import dev.lockstep.sync.store.StoreGateway;
import java.util.Set;

/// Tells the catalog and the gateway of the resources that use them.
final class StoreUse implements ReconcileRunner.Stores {
    private final ClusterStores stores;
    private final StoreGateway gateway;
    private final boolean clusterStores;

    /// @param clusterStores whether those are served; if not, what uses one is not ours
    StoreUse(ClusterStores stores, StoreGateway gateway, boolean clusterStores) {
        this.stores = stores;
        this.gateway = gateway;
        this.clusterStores = clusterStores;
    }

    @Override
    public boolean leftToOthers(ResourceKey consumer, Set<StoreRef> refs) {
        return !clusterStores && refs.stream().anyMatch(ref -> ref.kind() == StoreRef.Kind.CLUSTER)
                || stores.leftToOthers(consumer, refs);
    }

    @Override
    public void uses(ResourceKey consumer, Set<StoreRef> refs) {
        stores.uses(consumer, refs);
    }

    @Override
    public void awaitsTarget(SyncSpec spec) {
        stores.awaits(spec.resourceKey(), spec.target());
    }

    @Override
    public void forget(ResourceKey consumer) {
        stores.forget(consumer);
        gateway.forget(consumer);
    }
}
