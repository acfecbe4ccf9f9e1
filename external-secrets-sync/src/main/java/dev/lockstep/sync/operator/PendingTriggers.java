package dev.lockstep.sync.operator;

import dev.lockstep.sync.engine.Trigger;
import java.time.Instant;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/// Merges the triggers of each resource's next reconcile; several reasons merge to the one that asks for most.
///
/// @param <K> names a resource
final class PendingTriggers<K> {
    private static final Trigger NONE = new Trigger.None();

    private final ConcurrentMap<K, Trigger> waiting = new ConcurrentHashMap<>();

    void add(K resource, Trigger trigger) {
        if (!(trigger instanceof Trigger.None)) {
            waiting.merge(resource, trigger, PendingTriggers::merged);
        }
    }

    /// Takes what is waiting; it is not there any more.
    Trigger take(K resource) {
        var trigger = waiting.remove(resource);
        return trigger == null ? NONE : trigger;
    }

    /// News of a source is for every resource, that of a store only for those out of step: the former wins. An answer
    /// has to be as new as the newer of both asks.
    static Trigger merged(Trigger one, Trigger other) {
        return switch (one) {
            case Trigger.None _ -> other;
            case Trigger.SourceChanged(var readAt) -> new Trigger.SourceChanged(later(readAt, other));
            case Trigger.StoreChanged(var at) ->
                other instanceof Trigger.SourceChanged
                        ? new Trigger.SourceChanged(later(at, other))
                        : new Trigger.StoreChanged(later(at, other));
        };
    }

    private static Instant later(Instant time, Trigger other) {
        var otherTime = switch (other) {
            case Trigger.None _ -> Instant.MIN;
            case Trigger.SourceChanged(var readAt) -> readAt;
            case Trigger.StoreChanged(var at) -> at;
        };
        return time.isAfter(otherTime) ? time : otherTime;
    }
}
