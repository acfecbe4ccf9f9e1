package dev.lockstep.sync.operator;

import dev.lockstep.sync.engine.ResourceKey;
import dev.lockstep.sync.engine.StoreRef;

/// Identifies one store object of the cluster.
///
/// @param namespace empty for a `ClusterSecretStore`
record StoreKey(StoreRef ref, String namespace) {
    /// The object that a reference means when an object of a namespace makes it: there is no way to mean a
    /// `SecretStore` of another namespace.
    static StoreKey of(StoreRef ref, String asker) {
        return new StoreKey(ref, ref.kind() == StoreRef.Kind.NAMESPACED ? asker : "");
    }

    /// The store as one who asks for itself.
    ResourceKey subject(String uid) {
        return new ResourceKey(ref.kind().spelled(), namespace, ref.name(), uid);
    }

    /// Whether it is this store that asks.
    boolean is(ResourceKey resourceKey) {
        return resourceKey.kind().equals(ref.kind().spelled())
                && resourceKey.name().equals(ref.name())
                && resourceKey.namespace().equals(namespace);
    }
}
