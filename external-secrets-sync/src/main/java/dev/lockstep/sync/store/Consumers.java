package dev.lockstep.sync.store;

import dev.lockstep.sync.engine.ResourceKey;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// Tracks the consumers of a read and what each received last.
final class Consumers {
    /// When the read began that gave the last good answer; [Instant#MIN] if there was none.
    private final Map<ResourceKey, Instant> served = new HashMap<>();

    /// Those who were told of a failure since.
    private final Set<ResourceKey> failed = new HashSet<>();

    void add(ResourceKey consumer) {
        served.putIfAbsent(consumer, Instant.MIN);
    }

    void remove(ResourceKey consumer) {
        served.remove(consumer);
        failed.remove(consumer);
    }

    boolean isEmpty() {
        return served.isEmpty();
    }

    Set<ResourceKey> all() {
        return served.keySet();
    }

    void served(ResourceKey consumer, Instant readAt) {
        served.replace(consumer, readAt);
        failed.remove(consumer);
    }

    boolean hasBeenServed(ResourceKey consumer, Instant readAt) {
        return readAt.equals(served.get(consumer));
    }

    void failed(ResourceKey consumer) {
        if (served.containsKey(consumer)) {
            failed.add(consumer);
        }
    }

    /// Those who were told of a failure, and are about to be told that it is over.
    Set<ResourceKey> takeFailed() {
        var healed = Set.copyOf(failed);
        failed.clear();
        return healed;
    }
}
