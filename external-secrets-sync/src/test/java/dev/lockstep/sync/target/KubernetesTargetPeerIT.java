package dev.lockstep.sync.target;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.secret.Plaintext;
import dev.lockstep.secret.Plaintext.Type;
import dev.lockstep.sync.Wishes;
import dev.lockstep.sync.engine.Cause;
import dev.lockstep.sync.engine.Creation;
import dev.lockstep.sync.engine.Deletion;
import dev.lockstep.sync.engine.Live;
import dev.lockstep.sync.engine.Mark;
import dev.lockstep.sync.engine.Refresh;
import dev.lockstep.sync.engine.Rendered;
import dev.lockstep.sync.engine.SecretData;
import dev.lockstep.sync.engine.SecretName;
import dev.lockstep.sync.engine.Sighting;
import dev.lockstep.sync.engine.Subject;
import dev.lockstep.sync.engine.SyncPlan;
import dev.lockstep.sync.engine.SyncPlanner;
import dev.lockstep.sync.engine.SyncSpec;
import dev.lockstep.sync.peers.ControlPlane;
import dev.lockstep.sync.peers.ControlPlanes;
import dev.lockstep.sync.peers.PeerScripts;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/// What becomes of Secrets of a real cluster, and what its readers see of it.
@Timeout(120)
@ExtendWith(ControlPlanes.class)
class KubernetesTargetPeerIT {
    private static final String CREATED_BY = "reconcile.external-secrets.io/created-by";
    private static final String MANAGED = "reconcile.external-secrets.io/managed";

    private ControlPlane plane;
    private Cluster cluster;
    private String namespace;
    private SecretName db;

    @BeforeAll
    static void defineExternalSecrets(ControlPlane plane) {
        plane.kubectl(
                "apply",
                "--server-side",
                "-f",
                PeerScripts.script("kube-crds/eso-v2.9.0.yaml").toString());
        plane.kubectl("wait", "--for=condition=Established", "crd/externalsecrets.external-secrets.io");
    }

    @BeforeEach
    void start(ControlPlane plane) {
        this.plane = plane;
        cluster = new Cluster(plane);
        namespace = plane.namespace();
        db = new SecretName(namespace, "db");
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    /// The uid of an ExternalSecret that is made for it.
    private String wisher(String name) {
        GenericKubernetesResource wisher = new GenericKubernetesResourceBuilder()
                .withApiVersion("external-secrets.io/v1")
                .withKind("ExternalSecret")
                .withNewMetadata()
                .withName(name)
                .withNamespace(namespace)
                .endMetadata()
                .build();
        return plane.client().resource(wisher).create().getMetadata().getUid();
    }

    private SyncSpec wish(String name, Creation creation) {
        return wish(new Subject("ExternalSecret", namespace, name, wisher(name)), db, creation, Map.of());
    }

    private static SyncSpec wish(Subject subject, SecretName target, Creation creation, Map<String, String> labels) {
        return new SyncSpec(
                subject,
                target,
                "",
                "1-",
                Wishes.manifest(target).entries(),
                creation,
                Deletion.MERGE,
                new Refresh.OnChange(),
                false,
                labels,
                Map.of());
    }

    private static SyncSpec immutable(SyncSpec spec) {
        return new SyncSpec(
                spec.subject(),
                spec.target(),
                spec.origin(),
                spec.version(),
                spec.entries(),
                spec.creation(),
                spec.deletion(),
                spec.refresh(),
                true,
                spec.labels(),
                spec.annotations());
    }

    /// Decides and does it.
    private SyncPlan bring(SyncSpec spec, String... pairs) {
        return bring(cluster.target(), spec, pairs);
    }

    private static SyncPlan bring(Target target, SyncSpec spec, String... pairs) {
        try (var data = Wishes.data(pairs);
                var live = target.live(spec)) {
            var plan = SyncPlanner.plan(spec, new Rendered.Complete(data, List.of(), List.of()), live);
            if (plan instanceof SyncPlan.Write write) {
                target.write(spec, write);
            }
            return plan;
        }
    }

    private Map<String, String> texts() {
        return Cluster.texts(cluster.see(db));
    }

    private static void failsWith(Cause cause, ThrowingCallable change) {
        assertThatThrownBy(change)
                .isInstanceOfSatisfying(
                        TargetException.class,
                        e -> assertThat(e.fault().cause()).as(e.getMessage()).isEqualTo(cause));
    }

    // Making

    @Test
    void makesASecretThatGoesWithItsExternalSecret() {
        var spec = wish("es", Creation.OWNER);
        bring(spec, "password", "one");
        var secret = cluster.see(db);
        assertThat(Cluster.texts(secret)).isEqualTo(Map.of("password", "one"));
        assertThat(secret.getType()).isEqualTo("Opaque");
        assertThat(secret.getMetadata().getLabels()).containsOnlyKeys(CREATED_BY, MANAGED);
        assertThat(secret.getMetadata().getOwnerReferences())
                .containsExactly(new OwnerReferenceBuilder()
                        .withApiVersion("external-secrets.io/v1")
                        .withKind("ExternalSecret")
                        .withName("es")
                        .withUid(spec.subject().uid())
                        .withController(true)
                        .withBlockOwnerDeletion(true)
                        .build());
        assertThat(Cluster.managers(secret)).containsExactly("externalsecrets.external-secrets.io/es Update");
        plane.kubectl("-n", namespace, "delete", "externalsecrets.external-secrets.io", "es");
        Awaitility.await().untilAsserted(() -> assertThat(cluster.find(db)).isNull());
        Awaitility.await()
                .untilAsserted(() -> assertThat(cluster.target().look(spec)).isEqualTo(new Sighting.Absent()));
    }

    @Test
    void makesASecretOfNobody() {
        bring(wish("es", Creation.ORPHAN), "password", "one");
        assertThat(cluster.see(db).getMetadata().getOwnerReferences()).isEmpty();
        assertThat(cluster.see(db).getMetadata().getLabels()).containsOnlyKeys(MANAGED);
    }

    @Test
    void holdsAMegabyte() {
        var bytes = new byte[(1 << 20) - 16];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (i * 31 + i / 251);
        }
        var spec = wish("es", Creation.OWNER);
        try (var data = SecretData.owning(Map.of("blob", Plaintext.owning(Type.STRING, bytes.clone())))) {
            var mark = cluster.target().write(spec, new SyncPlan.Write(data, List.of(), Mark.NONE));
            try (var live = cluster.forgetful().live(spec)) {
                assertThat(live)
                        .isInstanceOfSatisfying(
                                Live.Present.class,
                                there -> assertThat(there.data().sameAs(data)).isTrue());
            }
            data.values().get("blob").lent()[0]++;
            cluster.target().write(spec, new SyncPlan.Write(data, List.of(), mark));
            assertThat(cluster.target().live(spec))
                    .isInstanceOfSatisfying(
                            Live.Known.class,
                            known -> assertThat(known.fingerprint().matches(data))
                                    .isTrue());
        }
    }

    // One whole version after the other

    @Test
    void adoptsASecretThatNobodyControlsAndShowsNoMixture() {
        cluster.make(db, "Opaque", "password", "old", "forgotten", "x");
        cluster.edit(db, "added", "y");
        var spec = wish("es", Creation.OWNER);
        try (var seen = cluster.watch(db)) {
            bring(spec, "password", "new", "user", "me");
            assertThat(seen.until(Map.of("password", "new", "user", "me")))
                    .containsExactly(
                            Map.of("password", "old", "forgotten", "x", "added", "y"),
                            Map.of("password", "new", "user", "me"));
        }
        assertThat(cluster.see(db).getMetadata().getOwnerReferences()).hasSize(1);
        assertThat(bring(cluster.forgetful(), spec, "password", "new", "user", "me"))
                .isInstanceOf(SyncPlan.UpToDate.class);
    }

    @Test
    void losesAKeyThatTheWishLosesWithoutAMixture() {
        var spec = wish("es", Creation.OWNER);
        bring(spec, "password", "one", "user", "me");
        try (var seen = cluster.watch(db)) {
            bring(spec, "password", "two");
            bring(spec, "password", "three", "user", "you");
            bring(spec, "password", "four");
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
        var spec = wish("es", Creation.OWNER);
        bring(spec, "password", "one", "user", "me");
        try (var seen = cluster.watch(db)) {
            bring(cluster.forgetful(), spec, "password", "two");
            bring(cluster.forgetful(), spec, "token", "three");
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
        var spec = wish("es", Creation.OWNER);
        bring(spec, "password", "one");
        cluster.edit(db, "password", "hand");
        cluster.edit(db, "more", "x");
        Awaitility.await().untilAsserted(() -> {
            bring(spec, "password", "one");
            assertThat(texts()).isEqualTo(Map.of("password", "one"));
        });
    }

    @Test
    void makesADeletedSecretAnew() {
        var spec = wish("es", Creation.OWNER);
        bring(spec, "password", "one");
        cluster.delete(db);
        Awaitility.await().until(() -> cluster.target().look(spec) instanceof Sighting.Absent);
        bring(spec, "password", "one");
        assertThat(texts()).isEqualTo(Map.of("password", "one"));
    }

    @Test
    void anExternalSecretOfTheSameNameTakesOver() {
        bring(wish("es", Creation.OWNER), "password", "one");
        plane.kubectl("-n", namespace, "delete", "externalsecrets.external-secrets.io", "es", "--cascade=orphan");
        cluster.kubectl(db, "patch", "--type=merge", "-p", """
                {"metadata":{"ownerReferences":[{"apiVersion":"external-secrets.io/v1","kind":"ExternalSecret",\
                "name":"es","uid":"11111111-2222-3333-4444-555555555555","controller":true}]}}""");
        var again = wish("es", Creation.OWNER);
        // The garbage collector may take the Secret away first; then it is made anew.
        Awaitility.await()
                .ignoreException(TargetException.class)
                .until(() -> bring(cluster.forgetful(), again, "password", "two") instanceof SyncPlan.UpToDate);
        assertThat(cluster.see(db).getMetadata().getOwnerReferences())
                .singleElement()
                .satisfies(owner ->
                        assertThat(owner.getUid()).isEqualTo(again.subject().uid()));
        assertThat(texts()).isEqualTo(Map.of("password", "two"));
    }

    // Labels and owner

    @Test
    void labelsComeAndGoWithTheWish() {
        var subject = new Subject("ExternalSecret", namespace, "es", wisher("es"));
        bring(wish(subject, db, Creation.OWNER, Map.of("team", "a", "tier", "1")), "password", "one");
        cluster.kubectl(db, "label", "mine=kept");
        Awaitility.await().untilAsserted(() -> {
            bring(wish(subject, db, Creation.OWNER, Map.of("team", "b")), "password", "one");
            assertThat(cluster.see(db).getMetadata().getLabels())
                    .containsEntry("team", "b")
                    .containsEntry("mine", "kept")
                    .doesNotContainKey("tier");
        });
        assertThat(bring(
                        cluster.forgetful(), wish(subject, db, Creation.OWNER, Map.of("team", "b")), "password", "one"))
                .isInstanceOf(SyncPlan.UpToDate.class);
        bring(wish(subject, db, Creation.ORPHAN, Map.of("team", "b")), "password", "one");
        assertThat(cluster.see(db).getMetadata().getOwnerReferences()).isEmpty();
        assertThat(cluster.see(db).getMetadata().getLabels()).containsOnlyKeys("team", "mine", MANAGED);
    }

    @Test
    void bringsBackItsMarkWhenSomebodyTakesItAway() {
        var spec = wish("es", Creation.OWNER);
        bring(spec, "password", "one");
        cluster.kubectl(db, "label", MANAGED + "-");
        Awaitility.await().until(() -> cluster.target().look(spec) instanceof Sighting.Absent);
        bring(spec, "password", "one");
        assertThat(cluster.see(db).getMetadata().getLabels()).containsKey(MANAGED);
    }

    // Others

    @Test
    void leavesTheSecretOfAnotherAlone() {
        bring(wish("first", Creation.OWNER), "password", "one");
        var before = cluster.see(db).getMetadata().getResourceVersion();
        for (var creation : List.of(Creation.OWNER, Creation.ORPHAN, Creation.MERGE, Creation.CREATE_OR_MERGE)) {
            var second = wish("second" + creation.ordinal(), creation);
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
        assertThat(cluster.target().live(wish("es", Creation.OWNER))).isEqualTo(new Live.Foreign("Certificate web"));
        bring(wish("es2", Creation.MERGE), "password", "one");
        assertThat(texts()).isEqualTo(Map.of("theirs", "x", "password", "one"));
    }

    @Test
    void mergesAndTakesAwayItsOwnKeysOnly() {
        cluster.make(db, "kubernetes.io/basic-auth", "username", "u", "password", "p");
        var spec = wish("es", Creation.MERGE);
        assertThat(cluster.target().look(spec))
                .isInstanceOfSatisfying(
                        Sighting.There.class, there -> assertThat(there.ours()).isFalse());
        bring(spec, "a", "1", "b", "2");
        bring(spec, "b", "3");
        assertThat(texts()).isEqualTo(Map.of("username", "u", "password", "p", "b", "3"));
        assertThat(cluster.see(db).getType()).isEqualTo("kubernetes.io/basic-auth");
        cluster.edit(db, "mine", "m");
        bring(cluster.forgetful(), spec, "c", "4");
        assertThat(texts()).isEqualTo(Map.of("username", "u", "password", "p", "mine", "m", "c", "4"));
    }

    @Test
    void createsOrMerges() {
        var spec = wish("es", Creation.CREATE_OR_MERGE);
        bring(spec, "a", "1", "b", "2");
        cluster.edit(db, "mine", "m");
        Awaitility.await().until(() -> cluster.target().live(spec) instanceof Live.Present);
        bring(spec, "a", "3");
        assertThat(texts()).isEqualTo(Map.of("a", "3", "mine", "m"));
        assertThat(cluster.see(db).getMetadata().getOwnerReferences()).isEmpty();
    }

    @Test
    void overwritesWhatAHandWroteAndNotWhatAnotherApplied() {
        cluster.make(db, "Opaque", "password", "hand", "token", "t");
        var spec = wish("es", Creation.MERGE);
        bring(spec, "password", "one");
        assertThat(texts()).containsEntry("password", "one");
        cluster.apply(db, "helm", "password", "theirs");
        assertThatThrownBy(() -> bring(cluster.forgetful(), spec, "password", "two"))
                .isInstanceOfSatisfying(TargetException.class, e -> {
                    assertThat(e.fault().cause()).isEqualTo(Cause.FIELD_CONFLICT);
                    assertThat(e.fault().what()).isEqualTo("helm has applied .data.password");
                });
        assertThat(texts()).containsEntry("password", "theirs").containsEntry("token", "t");
    }

    @Test
    void twoWishesDoNotFightOverAKey() {
        bring(wish("first", Creation.CREATE_OR_MERGE), "password", "one");
        failsWith(
                Cause.FIELD_CONFLICT,
                () -> bring(cluster.forgetful(), wish("second", Creation.CREATE_OR_MERGE), "password", "two"));
        assertThat(texts()).isEqualTo(Map.of("password", "one"));
    }

    // What the API server does not let happen

    @Test
    void anImmutableSecretKeepsItsData() {
        var spec = immutable(wish("es", Creation.OWNER));
        bring(spec, "password", "one");
        var mark = mark(cluster.target(), spec);
        failsWith(Cause.TARGET_IMMUTABLE, () -> {
            try (var data = Wishes.data("password", "two")) {
                cluster.target().write(spec, new SyncPlan.Write(data, List.of(), mark));
            }
        });
        assertThat(bring(cluster.forgetful(), spec, "password", "two")).isInstanceOf(SyncPlan.Keep.class);
        assertThat(texts()).isEqualTo(Map.of("password", "one"));
    }

    @Test
    void saysThatTheApiServerRefusedAndNotWhatItWasSent() {
        cluster.make(db, "kubernetes.io/tls", "tls.crt", "c", "tls.key", "k");
        var spec = wish("es", Creation.OWNER);
        assertThatThrownBy(() -> bring(spec, "password", "canary-of-value"))
                .isInstanceOfSatisfying(TargetException.class, e -> {
                    assertThat(e.fault().cause()).isEqualTo(Cause.TARGET_REFUSED);
                    assertThat(e.fault().toString()).doesNotContain("canary").contains("422 Invalid");
                });
        assertThat(texts()).isEqualTo(Map.of("tls.crt", "c", "tls.key", "k"));
    }

    @Test
    void saysThatAnAdmissionPolicyRefused() {
        plane.kubectl("label", "namespace", namespace, "refuse=secrets");
        var policy = "refuse-" + namespace;
        cluster.applyYaml("""
                apiVersion: admissionregistration.k8s.io/v1
                kind: ValidatingAdmissionPolicy
                metadata: {name: %1$s}
                spec:
                  matchConstraints:
                    resourceRules: [{apiGroups: [""], apiVersions: [v1], operations: [CREATE, UPDATE], resources: [secrets]}]
                  validations: [{expression: "!has(object.data.password)", messageExpression: "'no ' + string(object.data.password)"}]
                ---
                apiVersion: admissionregistration.k8s.io/v1
                kind: ValidatingAdmissionPolicyBinding
                metadata: {name: %1$s}
                spec:
                  policyName: %1$s
                  validationActions: [Deny]
                  matchResources: {namespaceSelector: {matchLabels: {refuse: secrets}}}
                """.formatted(policy));
        var spec = wish("es", Creation.OWNER);
        Awaitility.await().pollInterval(Duration.ofMillis(300)).untilAsserted(() -> {
            var free = wish(
                    new Subject("ExternalSecret", namespace, "no-owner", ""),
                    new SecretName(namespace, "s" + System.nanoTime()),
                    Creation.ORPHAN,
                    Map.of());
            failsWith(Cause.TARGET_REFUSED, () -> bring(free, "password", "one"));
        });
        assertThatThrownBy(() -> bring(spec, "password", "canary-of-value"))
                .hasMessageContaining("refuses the write")
                .hasMessageNotContaining("canary")
                .hasMessageNotContaining("Y2FuYXJ5");
    }

    @Test
    void writesNothingOnceTheGateIsClosed() {
        var spec = wish("es", Creation.OWNER);
        bring(spec, "password", "one");
        cluster.closeGate();
        failsWith(Cause.TARGET_UNREACHABLE, () -> bring(spec, "password", "two"));
        failsWith(Cause.TARGET_UNREACHABLE, () -> cluster.target().remove(db, mark(cluster.target(), spec)));
        failsWith(
                Cause.TARGET_UNREACHABLE,
                () -> bring(
                        wish(spec.subject(), new SecretName(namespace, "new"), Creation.OWNER, Map.of()), "a", "1"));
        assertThat(texts()).isEqualTo(Map.of("password", "one"));
    }

    // Removing

    @Test
    void takesAwayTheSecretOfTheNameThatTheWishHadBefore() {
        var before = wish("es", Creation.OWNER);
        bring(before, "password", "one");
        var after = wish(before.subject(), new SecretName(namespace, "db2"), Creation.OWNER, Map.of());
        bring(after, "password", "one");
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
        cluster.kubectl(db, "label", MANAGED + "=true");
        assertThatThrownBy(() -> cluster.target().remove(db, Mark.NONE)).isInstanceOf(TargetException.class);
        assertThat(cluster.find(db)).isNotNull();
    }

    // Asking nothing

    @Test
    void asksNothingAndWritesNothingWhileNothingChanges() {
        var spec = wish("es", Creation.OWNER);
        var merging = wish(
                new Subject("ExternalSecret", namespace, "es2", wisher("es2")),
                new SecretName(namespace, "other"),
                Creation.CREATE_OR_MERGE,
                Map.of());
        bring(spec, "password", "one");
        bring(merging, "password", "one");
        var versions = List.of(
                cluster.see(db).getMetadata().getResourceVersion(),
                cluster.see(merging.target()).getMetadata().getResourceVersion());
        long before = requests();
        for (int i = 0; i < 20; i++) {
            assertThat(bring(spec, "password", "one")).isInstanceOf(SyncPlan.UpToDate.class);
            assertThat(bring(merging, "password", "one")).isInstanceOf(SyncPlan.UpToDate.class);
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
        var spec = wish("es", Creation.OWNER);
        bring(spec, "password", "one");
        var restarted = cluster.forgetful();
        long before = requests();
        for (int i = 0; i < 5; i++) {
            assertThat(bring(restarted, spec, "password", "one")).isInstanceOf(SyncPlan.UpToDate.class);
        }
        assertThat(requests()).isEqualTo(before + 1);
    }

    private long requests() {
        return plane.audit()
                .count(request -> request.namespace().equals(namespace)
                        && request.resource().equals("secrets"));
    }

    // Watching

    @Test
    void isToldOfTheChangesOfOthers() {
        var spec = wish("es", Creation.OWNER);
        bring(spec, "password", "one");
        var told = new CopyOnWriteArrayList<SecretName>();
        cluster.secrets().onChange(told::add);
        cluster.edit(db, "password", "hand");
        Awaitility.await().untilAsserted(() -> assertThat(told).contains(db));
        assertThat(cluster.target().live(spec)).isInstanceOf(Live.Present.class);
        bring(spec, "password", "one");
        told.clear();
        cluster.delete(db);
        Awaitility.await().until(() -> cluster.target().look(spec) instanceof Sighting.Absent);
        assertThat(told).contains(db);
    }

    @Test
    void noValueComesOverTheWireToTheWatch() throws Exception {
        bring(wish("es", Creation.OWNER), "password", "canary-of-value");
        var requests = new MetadataRequests(plane.client(), namespace);
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

    private static Mark mark(Target target, SyncSpec spec) {
        return ((Sighting.There) target.look(spec)).mark();
    }
}
