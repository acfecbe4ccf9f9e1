package dev.lockstep.sync.operator;

import dev.lockstep.sync.engine.ResourceKey;
import dev.lockstep.sync.engine.StoreRef;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Maps stores to the resources that use them.
final class StoreConsumers {
    private final Map<ResourceKey, Set<StoreKey>> stores = new HashMap<>();
    private final Map<StoreKey, Set<ResourceKey>> consumers = new HashMap<>();

    /// Replaces what was known of a resource.
    synchronized void uses(ResourceKey consumer, Set<StoreRef> refs) {
        var now =
                refs.stream().map(ref -> StoreKey.of(ref, consumer.namespace())).collect(Collectors.toSet());
        if (now.equals(stores.get(consumer))) {
            return;
        }
        forget(consumer);
        stores.put(consumer, now);
        now.forEach(
                store -> consumers.computeIfAbsent(store, _ -> new HashSet<>()).add(consumer));
    }

    synchronized void forget(ResourceKey consumer) {
        var before = stores.remove(consumer);
        for (var store : before == null ? Set.<StoreKey>of() : before) {
            consumers.computeIfPresent(store, (_, users) -> {
                users.remove(consumer);
                return users.isEmpty() ? null : users;
            });
        }
    }

    synchronized Set<ResourceKey> of(StoreKey store) {
        return Set.copyOf(consumers.getOrDefault(store, Set.of()));
    }

    /// Those of one namespace.
    Set<ResourceKey> of(StoreKey store, String namespace) {
        return of(store).stream()
                .filter(consumer -> consumer.namespace().equals(namespace))
                .collect(Collectors.toUnmodifiableSet());
    }
}
