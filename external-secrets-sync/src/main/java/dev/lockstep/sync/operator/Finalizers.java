package dev.lockstep.sync.operator;

import dev.lockstep.sync.api.ExternalSecret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;

/// Frees resources that ESO served before: it left its finalizer on them, and nobody else takes that away. Lockstep has
/// none of its own.
final class Finalizers {
    private static final String OF_ESO = "externalsecrets.external-secrets.io/externalsecret-cleanup";

    private final KubernetesClient client;
    private final Fence fence;

    Finalizers(KubernetesClient client, Fence fence) {
        this.client = client;
        this.fence = fence;
    }

    /// Removes it from a resource that is being deleted.
    ///
    /// @return whether it is not there any more
    boolean remove(ExternalSecret resource) {
        var metadata = resource.getMetadata();
        int at = metadata.getFinalizers().indexOf(OF_ESO);
        if (at < 0) {
            return true;
        }
        if (!fence.open()) {
            return false;
        }
        try {
            client.resources(ExternalSecret.class)
                    .inNamespace(metadata.getNamespace())
                    .withName(metadata.getName())
                    .patch(PatchContext.of(PatchType.JSON), """
                            [{"op":"test","path":"/metadata/finalizers/%1$d","value":"%2$s"},
                             {"op":"remove","path":"/metadata/finalizers/%1$d"}]""".formatted(at, OF_ESO));
            return true;
        } catch (KubernetesClientException e) {
            return e.getCode() == ApiStatus.NOT_FOUND;
        }
    }
}
