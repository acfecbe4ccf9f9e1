package dev.lockstep.sync.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.sync.Specs;
import dev.lockstep.sync.engine.Adoption;
import dev.lockstep.sync.engine.Cause;
import dev.lockstep.sync.engine.Creation;
import dev.lockstep.sync.engine.Due.Why;
import dev.lockstep.sync.engine.Live;
import dev.lockstep.sync.engine.ResourceKey;
import dev.lockstep.sync.engine.SecretName;
import dev.lockstep.sync.engine.SyncPlan;
import dev.lockstep.sync.engine.SyncSpec;
import dev.lockstep.sync.engine.TargetMetadata;
import dev.lockstep.sync.peers.ControlPlane;
import dev.lockstep.sync.peers.ControlPlanes;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/// What becomes of Secrets that others write into, too.
@Timeout(120)
@ExtendWith({ControlPlanes.class, Clusters.class})
class SharedSecretPeerIT {
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
    void leavesTheSecretOfAnotherAlone() {
        cluster.bring(cluster.spec("first", Creation.OWNER), "password", "one");
        var before = cluster.see(db).getMetadata().getResourceVersion();
        for (var creation : List.of(Creation.OWNER, Creation.ORPHAN, Creation.MERGE, Creation.CREATE_OR_MERGE)) {
            var second = cluster.spec("second" + creation.ordinal(), creation);
            assertThat(cluster.target().live(second)).isEqualTo(new Live.Foreign("ExternalSecret first"));
        }
        assertThat(cluster.see(db).getMetadata().getResourceVersion()).isEqualTo(before);
    }

    @Test
    void mergesIntoTheSecretOfAnotherKindOfController() {
        cluster.make(db, "Opaque", "theirs", "x");
        cluster.kubectl(db, "patch", "--type=merge", "-p", """
                {"metadata":{"ownerReferences":[{"apiVersion":"cert-manager.io/v1","kind":"Certificate",\
                "name":"web","uid":"11111111-2222-3333-4444-555555555555","controller":true}]}}""");
        assertThat(cluster.target().live(cluster.spec("es", Creation.OWNER)))
                .isEqualTo(new Live.Foreign("Certificate web"));
        cluster.bring(cluster.spec("es2", Creation.MERGE), "password", "one");
        assertThat(cluster.texts()).isEqualTo(Map.of("theirs", "x", "password", "one"));
    }

    @Test
    void mergesAndTakesAwayItsOwnKeysOnly() {
        cluster.make(db, "kubernetes.io/basic-auth", "username", "u", "password", "p");
        var spec = cluster.spec("es", Creation.MERGE);
        assertThat(cluster.target().look(spec))
                .isInstanceOfSatisfying(
                        TargetMetadata.There.class,
                        there -> assertThat(there.ours()).isFalse());
        cluster.bring(spec, "a", "1", "b", "2");
        cluster.bring(spec, "b", "3");
        assertThat(cluster.texts()).isEqualTo(Map.of("username", "u", "password", "p", "b", "3"));
        assertThat(cluster.see(db).getType()).isEqualTo("kubernetes.io/basic-auth");
        cluster.edit(db, "mine", "m");
        cluster.bring(cluster.forgetful(), spec, "c", "4");
        assertThat(cluster.texts()).isEqualTo(Map.of("username", "u", "password", "p", "mine", "m", "c", "4"));
    }

    @Test
    void createsOrMerges() {
        var spec = cluster.spec("es", Creation.CREATE_OR_MERGE);
        cluster.bring(spec, "a", "1", "b", "2");
        cluster.edit(db, "mine", "m");
        Awaitility.await().until(() -> cluster.target().live(spec) instanceof Live.Present);
        cluster.bring(spec, "a", "3");
        assertThat(cluster.texts()).isEqualTo(Map.of("a", "3", "mine", "m"));
        assertThat(cluster.see(db).getMetadata().getOwnerReferences()).isEmpty();
    }

    @Test
    void overwritesWhatAHandWroteAndNotWhatAnotherApplied() {
        cluster.make(db, "Opaque", "password", "hand", "token", "t");
        var spec = cluster.spec("es", Creation.MERGE);
        cluster.bring(spec, "password", "one");
        assertThat(cluster.texts()).containsEntry("password", "one");
        cluster.apply(db, "helm", "password", "theirs");
        assertThatThrownBy(() -> cluster.bring(cluster.forgetful(), spec, "password", "two"))
                .isInstanceOfSatisfying(TargetException.class, e -> {
                    assertThat(e.error().cause()).isEqualTo(Cause.FIELD_CONFLICT);
                    assertThat(e.error().what()).isEqualTo("helm has applied .data.password");
                });
        assertThat(cluster.texts()).containsEntry("password", "theirs").containsEntry("token", "t");
    }

    @Test
    void leavesTheLabelsThatAnotherAppliedAndWritesTheData() {
        cluster.applyServerSide(db, "argocd-controller", Map.of("part-of", "argocd", "team", "theirs"));
        var spec = labelled("es", Creation.MERGE, Map.of("part-of", "shop", "mine", "m"));
        cluster.bring(spec, "password", "one");
        assertThat(cluster.texts()).isEqualTo(Map.of("password", "one"));
        assertThat(cluster.see(db).getMetadata().getLabels())
                .isEqualTo(Map.of("part-of", "argocd", "team", "theirs", "mine", "m", OwnershipLabels.MANAGED, "true"));
        for (var target : List.of(cluster.target(), cluster.forgetful())) {
            assertThat(cluster.bring(target, spec, "password", "one")).isInstanceOf(SyncPlan.UpToDate.class);
        }
        cluster.bring(cluster.forgetful(), spec, "password", "two");
        assertThat(cluster.texts()).isEqualTo(Map.of("password", "two"));
        assertThat(cluster.see(db).getMetadata().getLabels()).containsEntry("part-of", "argocd");
        cluster.applyServerSide(db, "argocd-controller", Map.of("part-of", "argocd"));
        assertThat(cluster.see(db).getMetadata().getLabels())
                .as("we do not hold what another takes away")
                .doesNotContainKey("team");
    }

    @Test
    void leavesTheLabelsThatKubectlApplied() throws IOException {
        var manifest = Files.createTempFile("secret", ".json");
        Files.writeString(manifest, """
                {"apiVersion":"v1","kind":"Secret","metadata":{"name":"%s","namespace":"%s","labels":{"part-of":"argocd"}}}
                """.formatted(db.name(), db.namespace()));
        plane.kubectl("apply", "-f", manifest.toString());
        var spec = labelled("es", Creation.CREATE_OR_MERGE, Map.of("part-of", "shop"));
        cluster.bring(spec, "password", "one");
        assertThat(cluster.texts()).isEqualTo(Map.of("password", "one"));
        assertThat(cluster.see(db).getMetadata().getLabels()).containsEntry("part-of", "argocd");
        plane.kubectl("apply", "-f", manifest.toString());
        Files.delete(manifest);
        assertThat(cluster.bring(cluster.forgetful(), spec, "password", "one")).isInstanceOf(SyncPlan.UpToDate.class);
    }

    @Test
    void putsLabelsOfASharedSecretRightWithTheIntervalOnly() {
        cluster.make(db, "Opaque", "theirs", "x");
        var spec = labelled("es", Creation.MERGE, Map.of("mine", "m"));
        cluster.bring(spec, "password", "one");
        cluster.kubectl(db, "label", "--overwrite", "mine=n");
        assertThat(cluster.bring(cluster.forgetful(), spec, Why.TARGET_CHANGED, "password", "one"))
                .isInstanceOf(SyncPlan.UpToDate.class);
        cluster.bring(cluster.forgetful(), spec, Why.INTERVAL, "password", "one");
        assertThat(cluster.see(db).getMetadata().getLabels()).containsEntry("mine", "m");
    }

    @Test
    void saysWhoseSecretItTakesOverAndWhichKeysGo() {
        cluster.apply(db, "helm", "password", "theirs");
        cluster.edit(db, "user", "me");
        var spec = cluster.spec("es", Creation.OWNER);
        assertThat(cluster.bring(spec, "password", "one"))
                .isInstanceOfSatisfying(
                        SyncPlan.Write.class,
                        write -> assertThat(write.adoption())
                                .isEqualTo(new Adoption(
                                        db, List.of("helm", "kubectl-patch"), List.of("password"), List.of("user"))));
        assertThat(cluster.bring(cluster.forgetful(), spec, "password", "two"))
                .isInstanceOfSatisfying(
                        SyncPlan.Write.class,
                        write -> assertThat(write.adoption()).isNull());
    }

    @Test
    void writesIntoNoTokenOfAServiceAccount() {
        plane.kubectl("-n", cluster.namespace(), "create", "serviceaccount", "app");
        cluster.applyYaml("""
                {"apiVersion":"v1","kind":"Secret","type":"kubernetes.io/service-account-token",\
                "metadata":{"name":"%s","namespace":"%s","annotations":{"kubernetes.io/service-account.name":"app"}}}
                """.formatted(db.name(), db.namespace()));
        for (var creation : List.of(Creation.OWNER, Creation.MERGE)) {
            assertThat(cluster.bring(cluster.spec("es-" + creation.ordinal(), creation), "ca.crt", "mine"))
                    .isInstanceOfSatisfying(
                            SyncPlan.Keep.class,
                            keep -> assertThat(keep.error().cause()).isEqualTo(Cause.SPEC_INVALID));
        }
    }

    private SyncSpec labelled(String name, Creation creation, Map<String, String> labels) {
        return Cluster.spec(
                new ResourceKey("ExternalSecret", cluster.namespace(), name, cluster.owner(name)),
                db,
                creation,
                labels);
    }

    @Test
    void twoSpecsDoNotFightOverAKey() {
        cluster.bring(cluster.spec("first", Creation.CREATE_OR_MERGE), "password", "one");
        Cluster.failsWith(
                Cause.FIELD_CONFLICT,
                () -> cluster.bring(
                        cluster.forgetful(), cluster.spec("second", Creation.CREATE_OR_MERGE), "password", "two"));
        assertThat(cluster.texts()).isEqualTo(Map.of("password", "one"));
    }

    @Test
    void twoSpecsMergeKeysOfTheirOwn() {
        cluster.make(db, "Opaque", "theirs", "x");
        cluster.bring(cluster.spec("first", Creation.MERGE), "a", "1");
        cluster.bring(cluster.spec("second", Creation.MERGE), "b", "2");
        cluster.bring(cluster.forgetful(), cluster.spec("third", Creation.MERGE), "c", "3");
        assertThat(cluster.texts()).isEqualTo(Map.of("theirs", "x", "a", "1", "b", "2", "c", "3"));
    }

    @Test
    void aManifestDoesNotFightWithAnExternalSecretThatTookTheSecretOver(ControlPlane plane) {
        var direct = KubernetesTarget.unwatched(plane.client());
        var manifest = Specs.manifest(db);
        cluster.bring(direct, manifest, "password", "one", "user", "me");
        cluster.bring(cluster.spec("orphaned", Creation.ORPHAN), "password", "two");
        assertThat(cluster.texts()).isEqualTo(Map.of("password", "two"));
        assertThat(direct.live(manifest)).isEqualTo(new Live.Foreign("the Secret of an ExternalSecret"));

        var merging = Cluster.spec(
                new ResourceKey("ExternalSecret", cluster.namespace(), "orphaned", ""), db, Creation.MERGE, Map.of());
        Cluster.failsWith(Cause.FIELD_CONFLICT, () -> cluster.bring(direct, merging, "password", "three"));
        cluster.bring(direct, merging, "more", "m");
        cluster.bring(direct, merging, "token", "t");
        assertThat(cluster.texts()).isEqualTo(Map.of("password", "two", "token", "t"));

        cluster.bring(cluster.spec("owning", Creation.OWNER), "password", "four");
        for (var spec : List.of(manifest, merging)) {
            assertThat(direct.live(spec)).isEqualTo(new Live.Foreign("ExternalSecret owning"));
        }
    }
}
