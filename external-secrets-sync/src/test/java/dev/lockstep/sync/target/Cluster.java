package dev.lockstep.sync.target;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.lockstep.sync.engine.SecretName;
import dev.lockstep.sync.peers.ControlPlane;
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
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/// A target on a real cluster, and what others see and do there.
final class Cluster implements AutoCloseable {
    private static final byte[] KEY = new byte[32];

    private final ControlPlane plane;
    private final ManagedSecrets secrets = new ManagedSecrets();
    private final MetadataWatch watch;
    private final KubernetesTarget target;
    private volatile boolean open = true;

    Cluster(ControlPlane plane) {
        this.plane = plane;
        target = new KubernetesTarget(plane.client(), secrets, () -> open, new SecretKeySpec(KEY, "HmacSHA256"));
        watch = MetadataWatch.start(secrets, plane.client(), "");
        Awaitility.await().until(secrets::isListed);
    }

    KubernetesTarget target() {
        return target;
    }

    ManagedSecrets secrets() {
        return secrets;
    }

    /// One that has written and read nothing yet, on the same watch.
    KubernetesTarget forgetful() {
        return new KubernetesTarget(plane.client(), secrets, WriteGate.OPEN, new SecretKeySpec(KEY, "HmacSHA256"));
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
