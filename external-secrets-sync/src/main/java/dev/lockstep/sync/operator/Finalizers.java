package dev.lockstep.sync.operator;

import dev.lockstep.sync.api.ExternalSecret;
import dev.lockstep.sync.kube.ApiRequests;
import dev.lockstep.sync.sink.WriteFence;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/// Frees resources that ESO served before: it left its finalizer on them, and nobody else takes that away. Lockstep has
/// none of its own.
final class Finalizers {
    private static final String OF_ESO = "externalsecrets.external-secrets.io/externalsecret-cleanup";

    private final ApiServer api;
    private final WriteFence fence;

    Finalizers(ApiServer api, WriteFence fence) {
        this.api = api;
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
        var removal = """
                [{"op":"test","path":"/metadata/finalizers/%1$d","value":"%2$s"},
                 {"op":"remove","path":"/metadata/finalizers/%1$d"}]""".formatted(at, OF_ESO);
        try {
            var answer = api.patch(
                    ResourcePath.placeOf(resource),
                    ApiRequests.JSON_PATCH,
                    removal.getBytes(StandardCharsets.UTF_8),
                    fence);
            return answer.successful() || answer.code() == ApiStatus.NOT_FOUND;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
