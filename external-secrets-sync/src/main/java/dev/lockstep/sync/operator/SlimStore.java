package dev.lockstep.sync.operator;

import dev.lockstep.sync.api.ExternalSecret;
import io.fabric8.kubernetes.client.informers.cache.BasicItemStore;
import io.fabric8.kubernetes.client.informers.cache.Cache;

/// Caches the watched resources without their managed fields, which are larger than the rest.
final class SlimStore extends BasicItemStore<ExternalSecret> {
    SlimStore() {
        super(Cache::metaNamespaceKeyFunc);
    }

    @Override
    public ExternalSecret put(String key, ExternalSecret resource) {
        resource.getMetadata().setManagedFields(null);
        return super.put(key, resource);
    }
}
