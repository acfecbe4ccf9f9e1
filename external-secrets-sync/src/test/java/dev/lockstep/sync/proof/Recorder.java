package dev.lockstep.sync.proof;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/// Watches one namespace from outside, as the cluster's administrator, and keeps every state of its Secrets and every
/// text that people can read there. A watch of etcd leaves out no version.
final class Recorder implements AutoCloseable {
    private final List<Watch> watches = new ArrayList<>();
    private final List<Seen> secrets = Collections.synchronizedList(new ArrayList<>());
    private final List<String> events = Collections.synchronizedList(new ArrayList<>());
    private final List<String> resources = Collections.synchronizedList(new ArrayList<>());
    private volatile boolean broken;

    Recorder(KubernetesClient client, String namespace) {
        watches.add(client.secrets().inNamespace(namespace).watch(new Keeper<Secret>(this::secret)));
        watches.add(client.v1().events().inNamespace(namespace).watch(new Keeper<Event>((_, event) -> {
            events.add(Serialization.asJson(event));
        })));
        for (var plural : List.of("externalsecrets", "secretstores")) {
            watches.add(client.genericKubernetesResources(context(plural))
                    .inNamespace(namespace)
                    .watch(new Keeper<>((_, resource) -> resources.add(Serialization.asJson(resource)))));
        }
    }

    static ResourceDefinitionContext context(String plural) {
        return new ResourceDefinitionContext.Builder()
                .withGroup("external-secrets.io")
                .withVersion("v1")
                .withPlural(plural)
                .withKind(plural.equals("externalsecrets") ? "ExternalSecret" : "SecretStore")
                .withNamespaced(true)
                .build();
    }

    /// Every state of every Secret, in the order in which they came about, without those that hold credentials.
    List<Seen> secrets() {
        if (broken) throw new IllegalStateException("a watch of the recorder ended: the history has gaps");
        synchronized (secrets) {
            return secrets.stream()
                    .filter(seen -> !seen.secret().contains("/credential"))
                    .toList();
        }
    }

    /// Those of one Secret.
    List<Seen> secrets(String name) {
        return secrets().stream()
                .filter(seen -> seen.secret().endsWith("/" + name))
                .toList();
    }

    /// What may be read by anybody, by where it stands.
    Map<String, List<String>> texts() {
        synchronized (events) {
            synchronized (resources) {
                return new TreeMap<>(Map.of("events", List.copyOf(events), "resources", List.copyOf(resources)));
            }
        }
    }

    @Override
    public void close() {
        watches.forEach(Watch::close);
    }

    private void secret(Watcher.Action action, Secret secret) {
        var data = new TreeMap<String, String>();
        if (secret.getData() != null) {
            secret.getData()
                    .forEach((key, value) ->
                            data.put(key, new String(Base64.getDecoder().decode(value), UTF_8)));
        }
        var meta = secret.getMetadata();
        secrets.add(new Seen(
                Instant.now(),
                meta.getNamespace() + "/" + meta.getName(),
                meta.getUid(),
                meta.getResourceVersion(),
                action == Watcher.Action.DELETED,
                data));
    }

    private final class Keeper<T extends HasMetadata> implements Watcher<T> {
        private final BiConsumer<Action, T> keep;

        Keeper(BiConsumer<Action, T> keep) {
            this.keep = keep;
        }

        @Override
        public void eventReceived(Action action, T item) {
            if (action != Action.BOOKMARK && action != Action.ERROR) keep.accept(action, item);
        }

        @Override
        public void onClose(WatcherException cause) {
            broken = true;
        }
    }
}
