package dev.lockstep.sync.sink;

import dev.lockstep.sync.engine.Fingerprint;
import dev.lockstep.sync.engine.ObjectVersion;
import dev.lockstep.sync.engine.ResourceKey;
import dev.lockstep.sync.engine.SecretName;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Remembers the Secrets that this process last wrote or read, one entry for each spec; no value among it. Goes when
/// the Secret does, so it holds no more than there are managed Secrets.
final class Memory {
    private final Map<SecretName, Map<String, Kept>> kept = new ConcurrentHashMap<>();

    /// @param objectVersion the state it was in
    /// @param data of all of it, or of the keys of this spec among others
    /// @param ownKeys the keys that the API server has on record as this spec's
    /// @param appearance as it was asked for
    /// @param matches whether it looked so
    /// @param settled whether the next apply takes away by itself what it has to
    /// @param left labels and annotations that are left to other managers
    /// @param writtenBy as in [dev.lockstep.sync.engine.Live.Facts]
    record Kept(
            ResourceKey resourceKey,
            ObjectVersion objectVersion,
            Fingerprint data,
            Set<String> ownKeys,
            Appearance appearance,
            boolean matches,
            boolean immutable,
            boolean settled,
            Set<String> left,
            String type,
            List<String> writtenBy) {
        Kept {
            ownKeys = Set.copyOf(ownKeys);
            left = Set.copyOf(left);
            writtenBy = List.copyOf(writtenBy);
        }

        /// Whether one that is to hold these keys and to look so has nothing to lose.
        ///
        /// @param alone whether nobody else's keys shall be there
        boolean isWithin(Set<String> keys, Appearance appearance, boolean alone) {
            return matches
                    && keys.containsAll(alone ? data.keys() : ownKeys)
                    && appearance.names().containsAll(this.appearance.names())
                    && (this.appearance.owner() == null
                            || this.appearance.owner().equals(appearance.owner()));
        }
    }

    /// What is remembered of a Secret in this state for this subject; null if nothing is.
    @Nullable
    Kept of(SecretName name, ResourceKey resourceKey, ObjectVersion objectVersion) {
        var found = kept.getOrDefault(name, Map.of()).get(resourceKey.name());
        return found != null
                        && found.objectVersion().equals(objectVersion)
                        && found.resourceKey().equals(resourceKey)
                ? found
                : null;
    }

    void keep(SecretName name, Kept news) {
        kept.computeIfAbsent(name, _ -> new ConcurrentHashMap<>())
                .put(news.resourceKey().name(), news);
    }

    void forget(SecretName name) {
        kept.remove(name);
    }
}
