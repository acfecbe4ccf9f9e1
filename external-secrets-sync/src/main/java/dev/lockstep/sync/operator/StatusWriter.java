package dev.lockstep.sync.operator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.sync.api.ExternalSecret;
import dev.lockstep.sync.api.ExternalSecretStatus;
import dev.lockstep.sync.api.SyncReport;
import dev.lockstep.sync.engine.LastSync;
import dev.lockstep.sync.engine.ResourceKey;
import dev.lockstep.sync.engine.SyncStatus;
import dev.lockstep.sync.kube.ApiRequests;
import dev.lockstep.sync.resource.StatusCodec;
import dev.lockstep.sync.sink.WriteFence;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Writes statuses, as merge patches of what differs, onto the very state of the resource that the status is about: a
/// resource that was edited, re-created or written by another process meanwhile is not touched.
///
/// Knows its own writes until the watch has shown them, so that no reconcile goes by an older status than the last.
/// Knows beyond that what the last reconcile left, for as long as the status is the one it wrote: a status tells times
/// in whole seconds, and where ESO's CRDs are installed it keeps neither failures nor the state of the Secret.
final class StatusWriter implements ReconcileRunner.Statuses {
    private final ApiServer api;
    private final KubernetesSerialization serialization;
    private final StatusSchema schema;
    private final WriteFence fence;
    private final InstantSource clock;
    private final Map<ResourceID, Own> own = new ConcurrentHashMap<>();

    /// @param basis the resource version that was written onto
    /// @param version the resource version since then
    private record Own(String uid, String basis, String version, ExternalSecretStatus status, LastSync last) {}

    StatusWriter(
            ApiServer api,
            KubernetesSerialization serialization,
            StatusSchema schema,
            WriteFence fence,
            InstantSource clock) {
        this.api = api;
        this.serialization = serialization;
        this.schema = schema;
        this.fence = fence;
        this.clock = clock;
    }

    @Override
    public LastSync last(ExternalSecret watched) {
        var status = newest(watched).status();
        var last = own(watched);
        if (last == null || !last.status().equals(status)) {
            return StatusCodec.read(status);
        }
        if (last.status() != status) {
            // The watched one is kept in any case; two of each would be too many.
            remember(watched, watched.getMetadata().getResourceVersion(), status, last.last());
        }
        return last.last();
    }

    @Override
    public void remember(ExternalSecret watched, LastSync last) {
        var newest = newest(watched);
        remember(watched, newest.version(), newest.status(), last);
    }

    private void remember(ExternalSecret watched, String version, ExternalSecretStatus status, LastSync last) {
        var metadata = watched.getMetadata();
        own.put(
                ResourceID.fromResource(watched),
                new Own(metadata.getUid(), metadata.getResourceVersion(), version, status, last));
    }

    private @Nullable Own own(ExternalSecret watched) {
        var last = own.get(ResourceID.fromResource(watched));
        return last != null && last.uid().equals(watched.getMetadata().getUid()) ? last : null;
    }

    private record Newest(String version, ExternalSecretStatus status) {}

    /// The resource as it is known best: as watched, or as it was written here after that.
    private Newest newest(ExternalSecret watched) {
        var last = own(watched);
        var version = watched.getMetadata().getResourceVersion();
        return last != null && last.basis().equals(version)
                ? new Newest(last.version(), last.status())
                : new Newest(version, watched.getStatus());
    }

    @Override
    public boolean write(ExternalSecret watched, SyncStatus news) {
        var newest = newest(watched);
        var before = newest.status();
        var after = StatusCodec.write(news, before, watched.getMetadata().getGeneration(), clock.instant());
        if (MergePatch.between(json(kept(before)), json(kept(after))).isEmpty()) {
            remember(watched, newest.version(), before, news.last());
            return true;
        }
        try {
            var difference = MergePatch.between(json(before), json(after));
            var answer = api.patch(place(watched), ApiRequests.MERGE, patch(watched, newest, difference), fence);
            if (!answer.successful()) {
                return false;
            }
            var written = serialization.unmarshal(new ByteArrayInputStream(answer.body()), ExternalSecret.class);
            schema.learn(!written.getStatus().sync().equals(SyncReport.NOTHING));
            remember(watched, written.getMetadata().getResourceVersion(), written.getStatus(), news.last());
            return true;
        } catch (IOException | KubernetesClientException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /// What of a status the API server keeps: a change of anything else needs no request.
    private ExternalSecretStatus kept(ExternalSecretStatus status) {
        return schema.isPruned() ? status.asOfEso() : status;
    }

    private static String place(ExternalSecret resource) {
        return ResourcePath.placeOf(resource) + "/status";
    }

    private static byte[] patch(ExternalSecret resource, Newest newest, ObjectNode status) {
        var patch = JsonNodeFactory.instance.objectNode();
        patch.putObject("metadata")
                .put("uid", resource.getMetadata().getUid())
                .put("resourceVersion", newest.version());
        patch.set("status", status);
        return patch.toString().getBytes(StandardCharsets.UTF_8);
    }

    private JsonNode json(ExternalSecretStatus status) {
        return serialization.convertValue(status, JsonNode.class);
    }

    @Override
    public void forget(ResourceKey resourceKey) {
        own.remove(ReconcileTriggers.id(resourceKey));
    }
}
