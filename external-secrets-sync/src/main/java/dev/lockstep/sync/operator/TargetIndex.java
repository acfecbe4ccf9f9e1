package dev.lockstep.sync.operator;

import dev.lockstep.sync.engine.SecretName;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Maps target Secrets to the resources that write them. A reconcile enters its resource before it looks at the target,
/// so a change of the target either is seen by that look or finds the resource here.
///
/// The index of the informer's cache cannot serve: it takes an object out and puts it in again at each update, and a
/// change that falls between would find nobody.
final class TargetIndex {
    /// As `NAMESPACE/NAME`, which a spec may fill with what is no name.
    private final Map<ResourceID, String> targets = new HashMap<>();

    private final Map<String, Set<ResourceID>> resources = new HashMap<>();

    /// Replaces what was known of a resource.
    ///
    /// @param name of the target, in the namespace of the resource
    synchronized void put(ResourceID resource, String name) {
        var target = resource.getNamespace().orElse("") + "/" + name;
        var before = targets.put(resource, target);
        if (!target.equals(before)) {
            drop(resource, before);
            resources.computeIfAbsent(target, _ -> new HashSet<>()).add(resource);
        }
    }

    synchronized void remove(ResourceID resource) {
        drop(resource, targets.remove(resource));
    }

    private void drop(ResourceID resource, @Nullable String target) {
        if (target != null) {
            resources.computeIfPresent(target, (_, known) -> known.remove(resource) && known.isEmpty() ? null : known);
        }
    }

    /// Those whose target is a Secret of that name.
    synchronized Set<ResourceID> resourcesTargeting(SecretName target) {
        return Set.copyOf(resources.getOrDefault(target.toString(), Set.of()));
    }
}
