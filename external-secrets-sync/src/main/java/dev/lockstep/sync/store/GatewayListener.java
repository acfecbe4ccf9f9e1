package dev.lockstep.sync.store;

import dev.lockstep.sync.engine.ResourceKey;
import dev.lockstep.sync.engine.Trigger;
import java.util.Set;

/// Hears who has to run a reconcile because of what somebody else's read gave. Called on any thread, never for the one
/// who gets the answer anyway; it must be quick.
@FunctionalInterface
public interface GatewayListener {
    GatewayListener NONE = (_, _) -> {};

    /// A source holds something new, or its service answers again after a fault.
    void changed(Set<ResourceKey> consumers, Trigger.SourceChanged news);
}
