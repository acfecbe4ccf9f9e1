package dev.lockstep.sync.operator;

import dev.lockstep.sync.api.ExternalSecret;
import dev.lockstep.sync.engine.ResourceKey;
import io.javaoperatorsdk.operator.processing.event.source.IndexerResourceCache;
import org.jspecify.annotations.Nullable;

/// Looks up ExternalSecrets in the informer's cache.
final class ExternalSecretCache {
    private volatile @Nullable IndexerResourceCache<ExternalSecret> cache;

    /// The cache of the watch, before it is filled.
    void from(IndexerResourceCache<ExternalSecret> resources) {
        cache = resources;
    }

    /// Whether this very resource is there and is not being deleted.
    boolean isDesired(ResourceKey resourceKey) {
        var known = cache;
        return known != null
                && known.get(ReconcileTriggers.id(resourceKey))
                        .filter(resource ->
                                resourceKey.uid().equals(resource.getMetadata().getUid()))
                        .filter(resource -> resource.getMetadata().getDeletionTimestamp() == null)
                        .isPresent();
    }
}
