package dev.lockstep.sync.operator;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/// Objects as a test makes them up; tells of changes of those that somebody has asked for.
final class FakeMetadataCache implements MetadataCache {
    private final Map<ObjectKey, ObjectMetadata> sights = new HashMap<>();
    final Set<ObjectKey> watched = new HashSet<>();
    private Consumer<ObjectKey> changed = _ -> {};
    private int version;

    void onChange(Consumer<ObjectKey> listener) {
        changed = listener;
    }

    void put(ObjectKey key, Map<String, String> labels) {
        set(key, new ObjectMetadata.There("uid-" + key.name(), String.valueOf(++version), labels));
    }

    void remove(ObjectKey key) {
        set(key, new ObjectMetadata.Absent());
    }

    void hide(ObjectKey key) {
        set(key, new ObjectMetadata.Unknown());
    }

    private void set(ObjectKey key, ObjectMetadata metadata) {
        sights.put(key, metadata);
        if (watched.contains(key)) {
            changed.accept(key);
        }
    }

    @Override
    public ObjectMetadata get(ObjectKey key) {
        watched.add(key);
        return sights.getOrDefault(key, new ObjectMetadata.Absent());
    }

    @Override
    public void forget(ObjectKey key) {
        watched.remove(key);
    }
}
