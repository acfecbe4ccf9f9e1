package dev.lockstep.sync.sink;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.sync.engine.Creation;
import dev.lockstep.sync.engine.Live;
import dev.lockstep.sync.engine.ResourceKey;
import dev.lockstep.sync.engine.SecretName;
import dev.lockstep.sync.engine.SyncPlan;
import dev.lockstep.sync.engine.TargetMetadata;
import dev.lockstep.sync.peers.ControlPlane;
import dev.lockstep.sync.peers.ControlPlanes;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/// What a target asks of the API server, and what it hears from it.
@Timeout(120)
@ExtendWith({ControlPlanes.class, Clusters.class})
class QuietTargetPeerIT {
    private ControlPlane plane;
    private Cluster cluster;
    private SecretName db;

    @BeforeEach
    void start(ControlPlane plane, Cluster cluster) {
        this.plane = plane;
        this.cluster = cluster;
        db = cluster.db();
    }

    @Test
    void asksNothingAndWritesNothingWhileNothingChanges() {
        var spec = cluster.spec("es", Creation.OWNER);
        var merging = Cluster.spec(
                new ResourceKey("ExternalSecret", cluster.namespace(), "es2", cluster.owner("es2")),
                new SecretName(cluster.namespace(), "other"),
                Creation.CREATE_OR_MERGE,
                Map.of());
        cluster.bring(spec, "password", "one");
        cluster.bring(merging, "password", "one");
        var versions = List.of(
                cluster.see(db).getMetadata().getResourceVersion(),
                cluster.see(merging.target()).getMetadata().getResourceVersion());
        long before = requests();
        for (int i = 0; i < 20; i++) {
            assertThat(cluster.bring(spec, "password", "one")).isInstanceOf(SyncPlan.UpToDate.class);
            assertThat(cluster.bring(merging, "password", "one")).isInstanceOf(SyncPlan.UpToDate.class);
            cluster.target().look(spec);
            cluster.target().look(merging);
            cluster.target().tidy(spec);
        }
        assertThat(requests()).isEqualTo(before);
        assertThat(List.of(
                        cluster.see(db).getMetadata().getResourceVersion(),
                        cluster.see(merging.target()).getMetadata().getResourceVersion()))
                .isEqualTo(versions);
    }

    @Test
    void readsOnceAfterARestartAndThenNoMore() {
        var spec = cluster.spec("es", Creation.OWNER);
        cluster.bring(spec, "password", "one");
        var restarted = cluster.forgetful();
        long before = requests();
        for (int i = 0; i < 5; i++) {
            assertThat(cluster.bring(restarted, spec, "password", "one")).isInstanceOf(SyncPlan.UpToDate.class);
        }
        assertThat(requests()).isEqualTo(before + 1);
    }

    @Test
    void isToldOfTheChangesOfOthers() {
        var spec = cluster.spec("es", Creation.OWNER);
        cluster.bring(spec, "password", "one");
        var told = new CopyOnWriteArrayList<SecretName>();
        cluster.secrets().onChange(told::add);
        cluster.edit(db, "password", "hand");
        Awaitility.await().untilAsserted(() -> assertThat(told).contains(db));
        assertThat(cluster.target().live(spec)).isInstanceOf(Live.Present.class);
        cluster.bring(spec, "password", "one");
        told.clear();
        cluster.delete(db);
        Awaitility.await().until(() -> cluster.target().look(spec) instanceof TargetMetadata.Absent);
        assertThat(told).contains(db);
    }

    @Test
    void noValueComesOverTheWireToTheWatch() throws Exception {
        cluster.bring(cluster.spec("es", Creation.OWNER), "password", "canary-of-value");
        var requests = new MetadataRequests(plane.client(), cluster.namespace());
        try (var list = requests.list("")) {
            assertThat(new String(list.readAllBytes(), UTF_8))
                    .contains("\"db\"")
                    .doesNotContain("Y2FuYXJ5", "canary");
        }
        try (var watch = requests.watch("", Duration.ofSeconds(2))) {
            assertThat(new String(watch.readAllBytes(), UTF_8))
                    .contains("\"db\"")
                    .doesNotContain("Y2FuYXJ5", "canary");
        }
    }

    private long requests() {
        return plane.audit()
                .count(request -> request.namespace().equals(cluster.namespace())
                        && request.resource().equals("secrets"));
    }
}
