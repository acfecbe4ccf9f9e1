package dev.lockstep.sync.operator;

import dev.lockstep.sync.api.ExternalSecret;
import dev.lockstep.sync.engine.ResourceKey;
import dev.lockstep.sync.engine.SecretName;
import dev.lockstep.sync.resource.SyncSpecs;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.IndexerResourceCache;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The resources as the watch shows them.
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

    /// Those that wish for a Secret of that name.
    List<ResourceID> wishingFor(SecretName target) {
        var known = cache;
        return known == null
                ? List.of()
                : known.byIndex(BY_TARGET, target.toString()).stream()
                        .map(ResourceID::fromResource)
                        .toList();
    }

    /// Whether this very resource is there and is not being deleted.
    boolean wishing(ResourceKey subject) {
        var known = cache;
        return known != null
                && known.get(ReconcileTriggers.id(subject))
                        .filter(resource ->
                                subject.uid().equals(resource.getMetadata().getUid()))
                        .filter(resource -> resource.getMetadata().getDeletionTimestamp() == null)
                        .isPresent();
    }
}
