package dev.lockstep.sync.operator;

import dev.lockstep.sync.api.ExternalSecret;
import dev.lockstep.sync.engine.ResourceKey;
import dev.lockstep.sync.engine.SyncStatus;
import dev.lockstep.sync.resource.SyncSpecs;
import dev.lockstep.sync.resource.UnknownFields;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Warns once for each generation of a resource of the fields that the API server dropped from it.
final class FieldWarnings {
    static final String REASON = "UnknownField";

    private final Map<ResourceKey, String> looked = new ConcurrentHashMap<>();

    /// What is to be told of a resource whose status is about to change.
    List<SyncStatus.Event> of(ExternalSecret resource) {
        if (!UnknownFields.canTell(resource)) {
            return List.of();
        }
        var resourceKey = SyncSpecs.subject(resource);
        var version = SyncSpecs.version(resource);
        if (version.equals(looked.put(resourceKey, version))) {
            return List.of();
        }
        return UnknownFields.of(resource).stream()
                .map(field -> new SyncStatus.Event(
                        true, REASON, "is ignored, because the API server does not know it: " + field))
                .toList();
    }

    void forget(ResourceKey resourceKey) {
        looked.remove(resourceKey);
    }
}
