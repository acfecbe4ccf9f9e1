package dev.lockstep.sync.sink;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.sync.Specs;
import dev.lockstep.sync.engine.Cause;
import dev.lockstep.sync.engine.Creation;
import dev.lockstep.sync.engine.Deletion;
import dev.lockstep.sync.engine.Due.Why;
import dev.lockstep.sync.engine.ObjectVersion;
import dev.lockstep.sync.engine.Refresh;
import dev.lockstep.sync.engine.Rendered;
import dev.lockstep.sync.engine.ResourceKey;
import dev.lockstep.sync.engine.SecretName;
import dev.lockstep.sync.engine.SyncPlan;
import dev.lockstep.sync.engine.SyncPlanner;
import dev.lockstep.sync.engine.SyncSpec;
import dev.lockstep.sync.engine.TargetMetadata;
import dev.lockstep.sync.engine.WriteRules;
import dev.lockstep.sync.peers.ControlPlane;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import javax.crypto.spec.SecretKeySpec;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/// A target on a real cluster, and what others see and do there.
final class Cluster implements AutoCloseable {
    private static final byte[] KEY = new byte[32];
    private static final SyncPlanner PLANNER = new SyncPlanner(WriteRules.DEFAULT);

    private final ControlPlane plane;
    private final ManagedSecrets secrets = new ManagedSecrets();
    private final ManagedSecretInformer watch;
    private final KubernetesTarget target;
    private final String namespace;
    private final SecretName db;
    private volatile boolean open = true;

    Cluster(ControlPlane plane) {
        this.plane = plane;
        target = new KubernetesTarget(plane.client(), secrets, () -> open, new SecretKeySpec(KEY, "HmacSHA256"));
        watch = ManagedSecretInformer.start(secrets, plane.client(), "", _ -> {});
        namespace = plane.namespace();
        db = new SecretName(namespace, "db");
        Awaitility.await().until(secrets::isListed);
    }

    /// One of this object's own.
    String namespace() {
        return namespace;
    }

    /// The Secret that specs are about.
    SecretName db() {
        return db;
    }

    /// The uid of an ExternalSecret that is made for it.
    String owner(String name) {
        return owner(namespace, name);
    }

    String owner(String namespace, String name) {
        GenericKubernetesResource owner = new GenericKubernetesResourceBuilder()
                .withApiVersion("external-secrets.io/v1")
                .withKind("ExternalSecret")
                .withNewMetadata()
                .withName(name)
                .withNamespace(namespace)
                .endMetadata()
                .build();
        return plane.client().resource(owner).create().getMetadata().getUid();
    }

    SyncSpec spec(String name, Creation creation) {
        return spec(new ResourceKey("ExternalSecret", namespace, name, owner(name)), db, creation, Map.of());
    }

    static SyncSpec spec(ResourceKey resourceKey, SecretName target, Creation creation, Map<String, String> labels) {
        return new SyncSpec(
                resourceKey,
                target,
                "",
                "1-",
                Specs.manifest(target).entries(),
                creation,
                Deletion.MERGE,
                new Refresh.OnChange(),
                false,
                "",
                labels,
                Map.of(),
                List.of());
    }

    static SyncSpec immutable(SyncSpec spec) {
        return spec.looking(true, spec.type(), spec.labels(), spec.annotations());
    }

    /// Decides and does it.
    SyncPlan bring(SyncSpec spec, String... pairs) {
        return bring(target, spec, pairs);
    }

    SyncPlan bring(Target target, SyncSpec spec, String... pairs) {
        return bring(target, spec, Why.INTERVAL, pairs);
    }

    SyncPlan bring(Target target, SyncSpec spec, Why why, String... pairs) {
        try (var data = Specs.data(pairs);
                var live = target.live(spec)) {
            var plan = PLANNER.plan(spec, new Rendered.Complete(data, List.of(), List.of()), live, why);
            if (plan instanceof SyncPlan.Write write) {
                target.write(spec, write);
            }
            return plan;
        }
    }

    Map<String, String> texts() {
        return texts(see(db));
    }

    static void failsWith(Cause cause, ThrowingCallable change) {
        assertThatThrownBy(change)
                .isInstanceOfSatisfying(
                        TargetException.class,
                        e -> assertThat(e.error().cause()).as(e.getMessage()).isEqualTo(cause));
    }

    static ObjectVersion mark(Target target, SyncSpec spec) {
        return ((TargetMetadata.There) target.look(spec)).objectVersion();
    }

    KubernetesTarget target() {
        return target;
    }

    ManagedSecrets secrets() {
        return secrets;
    }

    /// One that has written and read nothing yet, on the same watch.
    KubernetesTarget forgetful() {
        return new KubernetesTarget(plane.client(), secrets, WriteFence.OPEN, new SecretKeySpec(KEY, "HmacSHA256"));
    }

    void closeGate() {
        open = false;
    }

    /// Null if there is none.
    @Nullable
    Secret find(SecretName name) {
        return plane.client()
                .secrets()
                .inNamespace(name.namespace())
                .withName(name.name())
                .get();
    }

    Secret see(SecretName name) {
        var found = find(name);
        if (found == null) {
            throw new AssertionError("there is no Secret " + name);
        }
        return found;
    }

    /// The data as text.
    static Map<String, String> texts(Secret secret) {
        Map<String, String> texts = new TreeMap<>();
        if (secret.getData() != null) {
            secret.getData().forEach((key, value) -> texts.put(key, new String(decoded(value), UTF_8)));
        }
        return texts;
    }

    private static byte[] decoded(String value) {
        return Base64.getDecoder().decode(value);
    }

    static Set<String> managers(Secret secret) {
        return secret.getMetadata().getManagedFields().stream()
                .map(entry -> entry.getManager() + " " + entry.getOperation())
                .collect(Collectors.toSet());
    }

    /// Somebody makes a Secret by hand.
    Secret make(SecretName name, String type, String... pairs) {
        Map<String, String> texts = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            texts.put(pairs[i], pairs[i + 1]);
        }
        return plane.client()
                .resource(new SecretBuilder()
                        .withNewMetadata()
                        .withName(name.name())
                        .withNamespace(name.namespace())
                        .endMetadata()
                        .withType(type)
                        .withStringData(texts)
                        .build())
                .create();
    }

    /// Somebody sets one key by hand.
    void edit(SecretName name, String key, String value) {
        kubectl(name, "patch", "--type=merge", "-p", "{\"stringData\":{\"" + key + "\":\"" + value + "\"}}");
    }

    /// Somebody applies one key under a name of their own.
    void apply(SecretName name, String manager, String key, String value) {
        plane.client()
                .resource(new SecretBuilder()
                        .withNewMetadata()
                        .withName(name.name())
                        .withNamespace(name.namespace())
                        .endMetadata()
                        .addToData(key, Base64.getEncoder().encodeToString(value.getBytes(UTF_8)))
                        .build())
                .fieldManager(manager)
                .forceConflicts()
                .serverSideApply();
    }

    /// Somebody applies the labels of an empty Secret under a name of their own.
    void applyServerSide(SecretName name, String manager, Map<String, String> labels) {
        plane.client()
                .resource(new SecretBuilder()
                        .withNewMetadata()
                        .withName(name.name())
                        .withNamespace(name.namespace())
                        .withLabels(labels)
                        .endMetadata()
                        .build())
                .fieldManager(manager)
                .forceConflicts()
                .serverSideApply();
    }

    void delete(SecretName name) {
        kubectl(name, "delete");
    }

    void kubectl(SecretName name, String verb, String... more) {
        var arguments = new ArrayList<>(List.of("-n", name.namespace(), verb, "secret", name.name()));
        arguments.addAll(Arrays.asList(more));
        plane.kubectl(arguments.toArray(String[]::new));
    }

    /// The administrator applies manifests.
    void applyYaml(String manifests) {
        try {
            var file = Files.writeString(Files.createTempFile("manifests", ".yaml"), manifests);
            plane.kubectl("apply", "-f", file.toString());
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Writes down each state that a Secret's readers can see, from now on.
    Seen watch(SecretName name) {
        var seen = new Seen();
        seen.watch = plane.client()
                .secrets()
                .inNamespace(name.namespace())
                .withName(name.name())
                .watch(seen);
        return seen;
    }

    static final class Seen implements Watcher<Secret>, AutoCloseable {
        private final List<Map<String, String>> states = new CopyOnWriteArrayList<>();
        private @Nullable Watch watch;

        @Override
        public void eventReceived(Action action, Secret secret) {
            states.add(action == Action.DELETED ? Map.of("deleted", "") : texts(secret));
        }

        @Override
        public void onClose(WatcherException cause) {
            states.add(Map.of("lost", cause.toString()));
        }

        /// Each state once, until this one has come.
        List<Map<String, String>> until(Map<String, String> last) {
            Awaitility.await().until(() -> !states.isEmpty() && states.getLast().equals(last));
            return states.stream().distinct().toList();
        }

        @Override
        public void close() {
            if (watch != null) {
                watch.close();
            }
        }
    }

    @Override
    public void close() {
        watch.close();
    }
}
