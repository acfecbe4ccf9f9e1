package dev.lockstep.sync.operator;

import dev.lockstep.sync.api.ExternalSecret;
import io.fabric8.kubernetes.client.informers.cache.BasicItemStore;
import io.fabric8.kubernetes.client.informers.cache.Cache;

/// The watched resources, without the record of who wrote which field: that is larger than the rest.
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
