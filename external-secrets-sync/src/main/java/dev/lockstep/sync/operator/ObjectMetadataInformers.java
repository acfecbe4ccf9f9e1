package dev.lockstep.sync.operator;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/// Caches the metadata of the objects that stores and targets depend on: Secrets, ConfigMaps and namespaces.
final class ObjectMetadataInformers implements MetadataCache, AutoCloseable {
    private final Map<ObjectKey.Kind, ObjectMetadataInformer> watches = new EnumMap<>(ObjectKey.Kind.class);
    private final List<Consumer<ObjectKey>> listeners = new CopyOnWriteArrayList<>();

    /// @param namespace the one that is watched, empty for all
    ObjectMetadataInformers(ApiServer api, String namespace) {
        for (var kind : ObjectKey.Kind.values()) {
            watches.put(kind, new ObjectMetadataInformer(api, kind, namespace, this::changed));
        }
    }

    /// Adds who wants to know of each change after the first look; called on any thread.
    void onChange(Consumer<ObjectKey> listener) {
        listeners.add(listener);
    }

    private void changed(ObjectKey key) {
        listeners.forEach(listener -> listener.accept(key));
    }

    @Override
    public ObjectMetadata get(ObjectKey key) {
        return of(key).get(key);
    }

    @Override
    public void forget(ObjectKey key) {
        of(key).forget(key);
    }

    private ObjectMetadataInformer of(ObjectKey key) {
        var watch = watches.get(key.kind());
        if (watch == null) {
            throw new IllegalStateException("no watch for " + key.kind());
        }
        return watch;
    }

    @Override
    public void close() {
        watches.values().forEach(ObjectMetadataInformer::close);
    }
}
