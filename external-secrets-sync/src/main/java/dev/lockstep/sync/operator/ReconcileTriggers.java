package dev.lockstep.sync.operator;

import dev.lockstep.sync.api.ExternalSecret;
import dev.lockstep.sync.engine.ResourceKey;
import dev.lockstep.sync.engine.Trigger;
import dev.lockstep.sync.store.GatewayListener;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;
import java.time.Duration;
import java.util.Set;

/// Everything that brings a pass about besides an edit of the resource: its alarm, news of its sources, of its stores,
/// of its target. A resource that is woken several times before its pass, or during it, has one pass more.
final class ReconcileTriggers implements GatewayListener, StoreListener, AutoCloseable {
    private final SimpleInboundEventSource<ExternalSecret> source = new SimpleInboundEventSource<>("wakes");
    private final PendingTriggers<ResourceID> triggers = new PendingTriggers<>();
    private final RequeueTimer<ResourceID> alarms = new RequeueTimer<>(this::wake);

    /// Where the controller hears of them.
    SimpleInboundEventSource<ExternalSecret> source() {
        return source;
    }

    @Override
    public void changed(Set<ResourceKey> consumers, Trigger.SourceChanged news) {
        consumers.forEach(consumer -> wake(id(consumer), news));
    }

    @Override
    public void changed(Set<ResourceKey> consumers, Trigger trigger) {
        consumers.forEach(consumer -> wake(id(consumer), trigger));
    }

    void wake(ResourceID resource, Trigger trigger) {
        triggers.add(resource, trigger);
        wake(resource);
    }

    private void wake(ResourceID resource) {
        if (source.isRunning()) {
            source.propagateEvent(resource);
        }
    }

    /// In the place of the time that was set before.
    void at(ResourceID resource, Duration delay) {
        alarms.set(resource, delay);
    }

    /// What brought the pass about that begins now; the alarm has done its work.
    Trigger take(ResourceID resource) {
        alarms.cancel(resource);
        return triggers.take(resource);
    }

    /// Puts back what was taken for a pass that does not happen now.
    void putBack(ResourceID resource, Trigger trigger) {
        triggers.add(resource, trigger);
    }

    static ResourceID id(ResourceKey subject) {
        return new ResourceID(subject.name(), subject.namespace());
    }

    @Override
    public void close() {
        alarms.close();
    }
}
