package dev.lockstep.sync.operator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.sync.api.ExternalSecret;
import dev.lockstep.sync.api.ExternalSecretStatus;
import dev.lockstep.sync.cluster.ApiRequests;
import dev.lockstep.sync.engine.LastSync;
import dev.lockstep.sync.engine.Subject;
import dev.lockstep.sync.engine.SyncStatus;
import dev.lockstep.sync.resource.StatusCodec;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Writes statuses, as merge patches of what differs, onto the very state of the resource that the status is about: a
/// resource that was edited, re-created or written by another process meanwhile is not touched.
///
/// Knows its own writes until the watch has shown them, so that no pass goes by an older status than the last.
final class StatusWriter implements ResourcePasses.Statuses {
    private final ApiServer api;
    private final KubernetesSerialization serialization;
    private final Fence fence;
    private final InstantSource clock;
    private final Failpoints failpoints;
    private final Map<ResourceID, Own> own = new ConcurrentHashMap<>();

    /// @param basis the resource version that was written onto
    private record Own(String uid, String basis, ExternalSecret written) {}

    StatusWriter(
            ApiServer api,
            KubernetesSerialization serialization,
            Fence fence,
            InstantSource clock,
            Failpoints failpoints) {
        this.api = api;
        this.serialization = serialization;
        this.fence = fence;
        this.clock = clock;
        this.failpoints = failpoints;
    }

    @Override
    public LastSync last(ExternalSecret watched) {
        return StatusCodec.read(newest(watched).getStatus());
    }

    /// The resource as it is known best: as watched, or as it was written here after that.
    private ExternalSecret newest(ExternalSecret watched) {
        var id = ResourceID.fromResource(watched);
        var metadata = watched.getMetadata();
        var last = own.computeIfPresent(
                id,
                (_, entry) ->
                        entry.uid().equals(metadata.getUid()) && entry.basis().equals(metadata.getResourceVersion())
                                ? entry
                                : null);
        return last == null ? watched : last.written();
    }

    @Override
    public boolean write(ExternalSecret watched, SyncStatus news) {
        var resource = newest(watched);
        var before = resource.getStatus();
        var after = StatusCodec.write(news, before, watched.getMetadata().getGeneration(), clock.instant());
        var difference = MergePatch.between(json(before), json(after));
        if (difference.isEmpty()) {
            return true;
        }
        try {
            var answer = api.patch(place(resource), ApiRequests.MERGE, patch(resource, difference), fence);
            if (!answer.successful()) {
                return false;
            }
            remember(watched, serialization.unmarshal(new ByteArrayInputStream(answer.body()), ExternalSecret.class));
            failpoints.reached(Failpoints.Step.STATUS_WRITTEN);
            return true;
        } catch (IOException | KubernetesClientException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void remember(ExternalSecret watched, ExternalSecret written) {
        var metadata = watched.getMetadata();
        own.put(ResourceID.fromResource(watched), new Own(metadata.getUid(), metadata.getResourceVersion(), written));
    }

    private static String place(ExternalSecret resource) {
        return Collection.placeOf(resource) + "/status";
    }

    private static byte[] patch(ExternalSecret resource, ObjectNode status) {
        var metadata = resource.getMetadata();
        var patch = JsonNodeFactory.instance.objectNode();
        patch.putObject("metadata").put("uid", metadata.getUid()).put("resourceVersion", metadata.getResourceVersion());
        patch.set("status", status);
        return patch.toString().getBytes(StandardCharsets.UTF_8);
    }

    private JsonNode json(ExternalSecretStatus status) {
        return serialization.convertValue(status, JsonNode.class);
    }

    @Override
    public void forget(Subject subject) {
        own.remove(Wakes.id(subject));
    }
}
