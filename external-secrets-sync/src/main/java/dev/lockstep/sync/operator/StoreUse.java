package dev.lockstep.sync.operator;

import dev.lockstep.sync.engine.StoreRef;
import dev.lockstep.sync.engine.Subject;
import dev.lockstep.sync.engine.SyncSpec;
import dev.lockstep.sync.store.StoreGateway;
import java.util.Set;

/// Tells the catalog and the gateway of the resources that use them.
final class StoreUse implements ResourcePasses.Stores {
    private final ClusterStores stores;
    private final StoreGateway gateway;

    StoreUse(ClusterStores stores, StoreGateway gateway) {
        this.stores = stores;
        this.gateway = gateway;
    }

    @Override
    public boolean leftToOthers(Subject consumer, Set<StoreRef> refs) {
        return stores.leftToOthers(consumer, refs);
    }

    @Override
    public void uses(Subject consumer, Set<StoreRef> refs) {
        stores.uses(consumer, refs);
    }

    @Override
    public void awaitsTarget(SyncSpec spec) {
        stores.awaits(spec.subject(), spec.target());
    }

    @Override
    public void forget(Subject consumer) {
        stores.forget(consumer);
        gateway.forget(consumer);
    }
}
