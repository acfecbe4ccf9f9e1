package dev.lockstep.sync.operator;

import dev.lockstep.sync.api.ExternalSecret;
import dev.lockstep.sync.engine.ResourceKey;
import dev.lockstep.sync.engine.Trigger;
import dev.lockstep.sync.store.GatewayListener;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;
import java.time.Duration;
import java.util.Set;

/// Triggers reconciles for everything but edits of the resource: its timer, its sources, its stores, its target.
/// Several triggers before or during a reconcile result in one more reconcile.
final class ReconcileTriggers implements GatewayListener, StoreListener, AutoCloseable {
    private final SimpleInboundEventSource<ExternalSecret> source = new SimpleInboundEventSource<>("wakes");
    private final PendingTriggers<ResourceID> triggers = new PendingTriggers<>();
    private final RequeueTimer<ResourceID> timer = new RequeueTimer<>(this::requeue);

    /// Where the controller hears of them.
    SimpleInboundEventSource<ExternalSecret> source() {
        return source;
    }

    @Override
    public void changed(Set<ResourceKey> consumers, Trigger.SourceChanged news) {
        consumers.forEach(consumer -> requeue(id(consumer), news));
    }

    @Override
    public void changed(Set<ResourceKey> consumers, Trigger trigger) {
        consumers.forEach(consumer -> requeue(id(consumer), trigger));
    }

    void requeue(ResourceID resource, Trigger trigger) {
        triggers.add(resource, trigger);
        requeue(resource);
    }

    private void requeue(ResourceID resource) {
        if (source.isRunning()) {
            source.propagateEvent(resource);
        }
    }

    /// In the place of the time that was set before.
    void at(ResourceID resource, Duration delay) {
        timer.set(resource, delay);
    }

    /// What brought the reconcile about that begins now; the alarm has done its work.
    Trigger take(ResourceID resource) {
        timer.cancel(resource);
        return triggers.take(resource);
    }

    /// Puts back what was taken for a reconcile that does not happen now.
    void putBack(ResourceID resource, Trigger trigger) {
        triggers.add(resource, trigger);
    }

    static ResourceID id(ResourceKey resourceKey) {
        return new ResourceID(resourceKey.name(), resourceKey.namespace());
    }

    @Override
    public void close() {
        timer.close();
    }
}
