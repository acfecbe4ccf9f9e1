package dev.lockstep.sync.operator;

import dev.lockstep.sync.api.ExternalSecret;
import dev.lockstep.sync.engine.ResourceKey;
import dev.lockstep.sync.engine.SecretName;
import dev.lockstep.sync.resource.SyncSpecs;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.IndexerResourceCache;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Looks up ExternalSecrets in the informer's cache.
final class ExternalSecretCache {
    private static final String BY_TARGET = "target";

    private volatile @Nullable IndexerResourceCache<ExternalSecret> cache;

    /// The cache of the watch, before it is filled.
    void from(IndexerResourceCache<ExternalSecret> resources) {
        resources.addIndexer(
                BY_TARGET,
                resource -> List.of(resource.getMetadata().getNamespace() + "/" + SyncSpecs.targetName(resource)));
        cache = resources;
    }

    /// Those whose target is a Secret of that name.
    List<ResourceID> resourcesTargeting(SecretName target) {
        var known = cache;
        return known == null
                ? List.of()
                : known.byIndex(BY_TARGET, target.toString()).stream()
                        .map(ResourceID::fromResource)
                        .toList();
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
