package dev.lockstep.sync.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.secret.Plaintext;
import dev.lockstep.secret.Plaintext.Type;
import dev.lockstep.sync.engine.Creation;
import dev.lockstep.sync.engine.Live;
import dev.lockstep.sync.engine.ObjectVersion;
import dev.lockstep.sync.engine.ResourceKey;
import dev.lockstep.sync.engine.SecretData;
import dev.lockstep.sync.engine.SecretName;
import dev.lockstep.sync.engine.SyncPlan;
import dev.lockstep.sync.engine.SyncSpec;
import dev.lockstep.sync.engine.TargetMetadata;
import dev.lockstep.sync.peers.ControlPlane;
import dev.lockstep.sync.peers.ControlPlanes;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/// What becomes of a Secret that is one spec's alone, and what its readers see of it.
@Timeout(120)
@ExtendWith({ControlPlanes.class, Clusters.class})
class KubernetesTargetPeerIT {
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
    void makesASecretThatGoesWithItsExternalSecret() {
        var spec = cluster.spec("es", Creation.OWNER);
        cluster.bring(spec, "password", "one");
        var secret = cluster.see(db);
        assertThat(Cluster.texts(secret)).isEqualTo(Map.of("password", "one"));
        assertThat(secret.getType()).isEqualTo("Opaque");
        assertThat(secret.getMetadata().getLabels())
                .containsOnlyKeys(OwnershipLabels.CREATED_BY, OwnershipLabels.MANAGED);
        assertThat(secret.getMetadata().getOwnerReferences())
                .containsExactly(new OwnerReferenceBuilder()
                        .withApiVersion("external-secrets.io/v1")
                        .withKind("ExternalSecret")
                        .withName("es")
                        .withUid(spec.resourceKey().uid())
                        .withController(true)
                        .withBlockOwnerDeletion(true)
                        .build());
        assertThat(Cluster.managers(secret)).containsExactly("externalsecrets.external-secrets.io/es Update");
        plane.kubectl("-n", cluster.namespace(), "delete", "externalsecrets.external-secrets.io", "es");
        Awaitility.await().untilAsserted(() -> assertThat(cluster.find(db)).isNull());
        Awaitility.await()
                .untilAsserted(() -> assertThat(cluster.target().look(spec)).isEqualTo(new TargetMetadata.Absent()));
    }

    @Test
    void putsFinalizersOnASecretAndTakesThemOffAgain() {
        var plain = cluster.spec("es", Creation.ORPHAN);
        var held = new SyncSpec(
                plain.resourceKey(),
                plain.target(),
                plain.origin(),
                plain.version(),
                plain.entries(),
                plain.creation(),
                plain.deletion(),
                plain.refresh(),
                false,
                "",
                Map.of("app", "db"),
                Map.of(),
                List.of("example.com/keep"));
        cluster.bring(held, "password", "one");
        assertThat(cluster.see(db).getMetadata().getFinalizers()).containsExactly("example.com/keep");
        assertThat(cluster.bring(cluster.forgetful(), held, "password", "one")).isInstanceOf(SyncPlan.UpToDate.class);
        cluster.bring(plain, "password", "one");
        assertThat(cluster.see(db).getMetadata().getFinalizers()).isEmpty();
        assertThat(cluster.see(db).getMetadata().getLabels()).doesNotContainKey("app");
    }

    @Test
    void makesASecretOfNobody() {
        cluster.bring(cluster.spec("es", Creation.ORPHAN), "password", "one");
        assertThat(cluster.see(db).getMetadata().getOwnerReferences()).isEmpty();
        assertThat(cluster.see(db).getMetadata().getLabels()).containsOnlyKeys(OwnershipLabels.MANAGED);
    }

    @Test
    void holdsAMegabyte() {
        var bytes = new byte[(1 << 20) - 16];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (i * 31 + i / 251);
        }
        var spec = cluster.spec("es", Creation.OWNER);
        try (var data = SecretData.owning(Map.of("blob", Plaintext.owning(Type.STRING, bytes.clone())))) {
            var objectVersion = cluster.target().write(spec, new SyncPlan.Write(data, List.of(), ObjectVersion.NONE));
            try (var live = cluster.forgetful().live(spec)) {
                assertThat(live)
                        .isInstanceOfSatisfying(
                                Live.Present.class,
                                there -> assertThat(there.data().sameAs(data)).isTrue());
            }
            data.values().get("blob").lent()[0]++;
            cluster.target().write(spec, new SyncPlan.Write(data, List.of(), objectVersion));
            assertThat(cluster.target().live(spec))
                    .isInstanceOfSatisfying(
                            Live.Known.class,
                            known -> assertThat(known.fingerprint().matches(data))
                                    .isTrue());
        }
    }

    @Test
    void adoptsASecretThatNobodyControlsAndShowsNoMixture() {
        cluster.make(db, "Opaque", "password", "old", "forgotten", "x");
        cluster.edit(db, "added", "y");
        var spec = cluster.spec("es", Creation.OWNER);
        try (var seen = cluster.watch(db)) {
            cluster.bring(spec, "password", "new", "user", "me");
            assertThat(seen.until(Map.of("password", "new", "user", "me")))
                    .containsExactly(
                            Map.of("password", "old", "forgotten", "x", "added", "y"),
                            Map.of("password", "new", "user", "me"));
        }
        assertThat(cluster.see(db).getMetadata().getOwnerReferences()).hasSize(1);
        assertThat(cluster.bring(cluster.forgetful(), spec, "password", "new", "user", "me"))
                .isInstanceOf(SyncPlan.UpToDate.class);
    }

    @Test
    void losesAKeyThatTheSpecLosesWithoutAMixture() {
        var spec = cluster.spec("es", Creation.OWNER);
        cluster.bring(spec, "password", "one", "user", "me");
        try (var seen = cluster.watch(db)) {
            cluster.bring(spec, "password", "two");
            cluster.bring(spec, "password", "three", "user", "you");
            cluster.bring(spec, "password", "four");
            assertThat(seen.until(Map.of("password", "four")))
                    .containsExactly(
                            Map.of("password", "one", "user", "me"),
                            Map.of("password", "two"),
                            Map.of("password", "three", "user", "you"),
                            Map.of("password", "four"));
        }
    }

    @Test
    void followsAfterARestartToo() {
        var spec = cluster.spec("es", Creation.OWNER);
        cluster.bring(spec, "password", "one", "user", "me");
        try (var seen = cluster.watch(db)) {
            cluster.bring(cluster.forgetful(), spec, "password", "two");
            cluster.bring(cluster.forgetful(), spec, "token", "three");
            assertThat(seen.until(Map.of("token", "three")))
                    .containsExactly(
                            Map.of("password", "one", "user", "me"),
                            Map.of("password", "two"),
                            Map.of("token", "three"));
        }
        assertThat(Cluster.managers(cluster.see(db))).containsExactly("externalsecrets.external-secrets.io/es Apply");
    }

    @Test
    void undoesAnEditByHand() {
        var spec = cluster.spec("es", Creation.OWNER);
        cluster.bring(spec, "password", "one");
        cluster.edit(db, "password", "hand");
        cluster.edit(db, "more", "x");
        Awaitility.await().untilAsserted(() -> {
            cluster.bring(spec, "password", "one");
            assertThat(cluster.texts()).isEqualTo(Map.of("password", "one"));
        });
    }

    @Test
    void makesADeletedSecretAnew() {
        var spec = cluster.spec("es", Creation.OWNER);
        cluster.bring(spec, "password", "one");
        cluster.delete(db);
        Awaitility.await().until(() -> cluster.target().look(spec) instanceof TargetMetadata.Absent);
        cluster.bring(spec, "password", "one");
        assertThat(cluster.texts()).isEqualTo(Map.of("password", "one"));
    }

    @Test
    void anExternalSecretOfTheSameNameTakesOver() {
        cluster.bring(cluster.spec("es", Creation.OWNER), "password", "one");
        plane.kubectl(
                "-n", cluster.namespace(), "delete", "externalsecrets.external-secrets.io", "es", "--cascade=orphan");
        cluster.kubectl(db, "patch", "--type=merge", "-p", """
                {"metadata":{"ownerReferences":[{"apiVersion":"external-secrets.io/v1","kind":"ExternalSecret",\
                "name":"es","uid":"11111111-2222-3333-4444-555555555555","controller":true}]}}""");
        var again = cluster.spec("es", Creation.OWNER);
        // The garbage collector may take the Secret away first; then it is made again.
        Awaitility.await()
                .ignoreException(TargetException.class)
                .until(() -> cluster.bring(cluster.forgetful(), again, "password", "two") instanceof SyncPlan.UpToDate);
        assertThat(cluster.see(db).getMetadata().getOwnerReferences())
                .singleElement()
                .satisfies(owner ->
                        assertThat(owner.getUid()).isEqualTo(again.resourceKey().uid()));
        assertThat(cluster.texts()).isEqualTo(Map.of("password", "two"));
    }

    @Test
    void labelsComeAndGoWithTheSpec() {
        var resourceKey = new ResourceKey("ExternalSecret", cluster.namespace(), "es", cluster.owner("es"));
        cluster.bring(
                Cluster.spec(resourceKey, db, Creation.OWNER, Map.of("team", "a", "tier", "1")), "password", "one");
        cluster.kubectl(db, "label", "mine=kept");
        Awaitility.await().untilAsserted(() -> {
            cluster.bring(Cluster.spec(resourceKey, db, Creation.OWNER, Map.of("team", "b")), "password", "one");
            assertThat(cluster.see(db).getMetadata().getLabels())
                    .containsEntry("team", "b")
                    .containsEntry("mine", "kept")
                    .doesNotContainKey("tier");
        });
        assertThat(cluster.bring(
                        cluster.forgetful(),
                        Cluster.spec(resourceKey, db, Creation.OWNER, Map.of("team", "b")),
                        "password",
                        "one"))
                .isInstanceOf(SyncPlan.UpToDate.class);
        cluster.bring(Cluster.spec(resourceKey, db, Creation.ORPHAN, Map.of("team", "b")), "password", "one");
        assertThat(cluster.see(db).getMetadata().getOwnerReferences()).isEmpty();
        assertThat(cluster.see(db).getMetadata().getLabels()).containsOnlyKeys("team", "mine", OwnershipLabels.MANAGED);
    }

    @Test
    void bringsBackItsMarkWhenSomebodyTakesItAway() {
        var spec = cluster.spec("es", Creation.OWNER);
        cluster.bring(spec, "password", "one");
        cluster.kubectl(db, "label", OwnershipLabels.MANAGED + "-");
        Awaitility.await().until(() -> cluster.target().look(spec) instanceof TargetMetadata.Absent);
        cluster.bring(spec, "password", "one");
        assertThat(cluster.see(db).getMetadata().getLabels()).containsKey(OwnershipLabels.MANAGED);
    }

    @Test
    void takesAwayTheSecretOfTheNameThatTheSpecHadBefore() {
        var before = cluster.spec("es", Creation.OWNER);
        cluster.bring(before, "password", "one");
        var after = Cluster.spec(
                before.resourceKey(), new SecretName(cluster.namespace(), "db2"), Creation.OWNER, Map.of());
        cluster.bring(after, "password", "one");
        assertThat(cluster.find(db)).isNotNull();
        cluster.target().tidy(after);
        assertThat(cluster.find(db)).isNull();
        assertThat(cluster.find(after.target())).isNotNull();
        cluster.target().tidy(after);
        assertThat(cluster.find(after.target())).isNotNull();
    }

    @Test
    void removesNothingThatItDidNotMake() {
        cluster.make(db, "Opaque", "a", "1");
        cluster.kubectl(db, "label", OwnershipLabels.MANAGED + "=true");
        assertThatThrownBy(() -> cluster.target().remove(db, ObjectVersion.NONE))
                .isInstanceOf(TargetException.class);
        assertThat(cluster.find(db)).isNotNull();
    }
}
