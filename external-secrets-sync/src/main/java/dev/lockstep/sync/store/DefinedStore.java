package dev.lockstep.sync.store;

import dev.lockstep.sync.api.StoreSpec;
import dev.lockstep.sync.engine.Cause;
import dev.lockstep.sync.engine.StoreRef;
import dev.lockstep.sync.engine.SyncError;
import java.util.Map;
import java.util.function.Supplier;

/// Holds a store as its resource defines it: what of it can be decided without asking anybody.
///
/// @param namespace empty for a cluster store
public record DefinedStore(StoreRef ref, String namespace, StoreSpec spec) {
    /// Whether this controller serves it; without a class all of them do.
    public boolean isFor(String controllerClass) {
        return spec.controller().isEmpty() || spec.controller().equals(controllerClass);
    }

    /// Where its references lead when an object of a namespace uses it.
    public CredentialScope scope(String consumer) {
        return ref.kind() == StoreRef.Kind.NAMESPACED
                ? new CredentialScope.Own(namespace)
                : new CredentialScope.Cluster(consumer);
    }

    /// Whether an object of a namespace may use it. Only cluster stores have conditions; those of others say nothing.
    ///
    /// @param labels those of the namespace
    /// @throws StoreException `STORE_DENIED`; `STORE_INVALID` if the conditions cannot be understood
    public void admit(String consumer, Supplier<Map<String, String>> labels) {
        var next = switch (conditions().of(consumer, labels)) {
            case ADMITTED -> "";
            case DENIED -> "ask the cluster's administrator, or use another store";
            case DENIED_PARTIAL_MATCH ->
                "an expression of namespaceRegexes has to match the whole name, and matches a part of it only";
        };
        if (!next.isEmpty()) {
            throw StoreException.lasting(new SyncError(
                    Cause.STORE_DENIED,
                    ref + " may not be used from namespace " + consumer + ": its conditions exclude it",
                    "",
                    next));
        }
    }

    /// @throws StoreException `STORE_INVALID`
    public NamespaceConditions conditions() {
        return ref.kind() == StoreRef.Kind.CLUSTER
                ? NamespaceConditions.of(spec.conditions())
                : NamespaceConditions.NONE;
    }
}
