package dev.lockstep.sync.operator;

import dev.lockstep.sync.engine.ResourceKey;
import dev.lockstep.sync.engine.Trigger;
import java.util.Set;

/// Hears who may have to run a reconcile because of a change in the cluster. Called on any thread; it must be quick.
@FunctionalInterface
interface StoreListener {
    /// A store, or something it needs, is another now; or, with [Trigger.None], the target that was waited for.
    void changed(Set<ResourceKey> consumers, Trigger trigger);
}
