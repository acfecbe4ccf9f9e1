package dev.lockstep.sync.operator;

import dev.lockstep.sync.engine.SyncStatus;
import dev.lockstep.sync.sink.WriteFence;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/// Makes events of the API server, as `kubectl describe` shows them.
final class ClusterEvents implements EventRecorder.Sender {
    private static final String COMPONENT = "lockstep-sync";

    private final KubernetesClient client;
    private final WriteFence fence;
    private final InstantSource clock;

    ClusterEvents(KubernetesClient client, WriteFence fence, InstantSource clock) {
        this.client = client;
        this.fence = fence;
        this.clock = clock;
    }

    @Override
    public void send(EventRecorder.About about, SyncStatus.Event event) {
        if (!fence.isOpen()) {
            throw new IllegalStateException("this process may not write now");
        }
        var now = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
        client.v1()
                .events()
                .inNamespace(about.namespace())
                .resource(new EventBuilder()
                        .withNewMetadata()
                        .withGenerateName(about.name() + ".")
                        .withNamespace(about.namespace())
                        .endMetadata()
                        .withNewInvolvedObject()
                        .withApiVersion("external-secrets.io/v1")
                        .withKind("ExternalSecret")
                        .withNamespace(about.namespace())
                        .withName(about.name())
                        .withUid(about.uid())
                        .withResourceVersion(about.version())
                        .endInvolvedObject()
                        .withType(event.warning() ? "Warning" : "Normal")
                        .withReason(event.reason())
                        .withMessage(event.message())
                        .withNewSource()
                        .withComponent(COMPONENT)
                        .endSource()
                        .withReportingComponent(COMPONENT)
                        .withFirstTimestamp(now)
                        .withLastTimestamp(now)
                        .withCount(1)
                        .build())
                .create();
    }
}
