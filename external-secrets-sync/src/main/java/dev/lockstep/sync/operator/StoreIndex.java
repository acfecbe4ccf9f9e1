package dev.lockstep.sync.operator;

import dev.lockstep.sync.api.ClusterSecretStoreResource;
import dev.lockstep.sync.api.GoDuration;
import dev.lockstep.sync.api.SecretStoreResource;
import dev.lockstep.sync.api.StoreSpec;
import dev.lockstep.sync.api.StoreStatus;
import dev.lockstep.sync.engine.StoreRef;
import dev.lockstep.sync.resource.UnknownFields;
import dev.lockstep.sync.store.DefinedStore;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Caches the SecretStores and ClusterSecretStores, kept up to date by watches. Of each only what is needed is kept.
final class StoreIndex implements AutoCloseable {
    private final KubernetesClient client;
    private final StoreIdentity identity;
    private final Map<StoreKey, KnownStore> stores = new ConcurrentHashMap<>();
    private final List<Consumer<StoreKey>> listeners = new CopyOnWriteArrayList<>();
    private final SharedIndexInformer<SecretStoreResource> namespaced;
    private final SharedIndexInformer<ClusterSecretStoreResource> cluster;

    /// @param settings names the provider's settings: the same for the same ones
    /// @param spec the same of the whole spec
    /// @param unknown fields that the API server dropped from it, as [UnknownFields] has them
    record KnownStore(
            DefinedStore store, String uid, String settings, String spec, List<String> unknown, StoreStatus status) {
        private static final Duration SHORTEST = Duration.ofSeconds(10);

        /// How often it is checked: `spec.refreshInterval`, in seconds or as Go writes durations, but not more often
        /// than every ten seconds. What is no such thing, and zero, mean the usual.
        Duration checkEvery(Duration usual) {
            var interval = store.spec().refreshInterval();
            var wanted = interval == null ? null : duration(interval);
            if (wanted == null || wanted.isNegative() || wanted.isZero()) {
                return usual;
            }
            return wanted.compareTo(SHORTEST) < 0 ? SHORTEST : wanted;
        }

        private static @Nullable Duration duration(IntOrString interval) {
            var seconds = interval.getIntVal();
            return seconds != null ? Duration.ofSeconds(seconds) : GoDuration.parse(interval.getStrVal());
        }
    }

    /// @param namespace the one whose SecretStores are served, empty for all
    StoreIndex(KubernetesClient client, String namespace, StoreIdentity identity) {
        this.client = client;
        this.identity = identity;
        var resources = client.resources(SecretStoreResource.class);
        this.namespaced = namespace.isEmpty()
                ? resources.inAnyNamespace().runnableInformer(0)
                : resources.inNamespace(namespace).runnableInformer(0);
        this.cluster = client.resources(ClusterSecretStoreResource.class).runnableInformer(0);
        // Lists and watches that fail are begun again for ever, the first ones too.
        namespaced.exceptionHandler((_, _) -> true);
        cluster.exceptionHandler((_, _) -> true);
        namespaced.addEventHandler(handler(StoreRef.Kind.NAMESPACED));
        cluster.addEventHandler(handler(StoreRef.Kind.CLUSTER));
    }

    /// Begins to watch, and returns once all stores are known. To be called before the first lookup.
    ///
    /// @param clusterStores whether those of the cluster are watched, too
    void start(boolean clusterStores) {
        var own = namespaced.start().toCompletableFuture();
        if (clusterStores) {
            CompletableFuture.allOf(own, cluster.start().toCompletableFuture()).join();
        } else {
            own.join();
        }
    }

    @Nullable
    KnownStore get(StoreKey key) {
        return stores.get(key);
    }

    List<StoreKey> all() {
        return List.copyOf(stores.keySet());
    }

    /// Adds who wants to know that a store came, went, or has another spec.
    void onChange(Consumer<StoreKey> listener) {
        listeners.add(listener);
    }

    private void put(StoreRef.Kind kind, CustomResource<StoreSpec, StoreStatus> resource) {
        var key = key(kind, resource);
        var known = known(key, resource);
        var before = stores.put(key, known);
        if (before == null
                || !before.uid().equals(known.uid())
                || !before.spec().equals(known.spec())) {
            listeners.forEach(listener -> listener.accept(key));
        }
    }

    private KnownStore known(StoreKey key, CustomResource<StoreSpec, StoreStatus> resource) {
        var json = client.getKubernetesSerialization();
        var spec = resource.getSpec();
        var unknown = UnknownFields.of(resource);
        return new KnownStore(
                new DefinedStore(key.ref(), key.namespace(), spec),
                resource.getMetadata().getUid(),
                identity.of(List.of(json.asJson(spec.provider()))),
                identity.of(List.of(json.asJson(spec), String.join("\n", unknown))),
                unknown,
                resource.getStatus());
    }

    private void remove(StoreKey key) {
        if (stores.remove(key) != null) {
            listeners.forEach(listener -> listener.accept(key));
        }
    }

    private <R extends CustomResource<StoreSpec, StoreStatus>> WatchHandler<R> handler(StoreRef.Kind kind) {
        return new WatchHandler<>(resource -> put(kind, resource), resource -> remove(key(kind, resource)));
    }

    private static StoreKey key(StoreRef.Kind kind, CustomResource<?, ?> resource) {
        var metadata = resource.getMetadata();
        return StoreKey.of(new StoreRef(kind, metadata.getName()), metadata.getNamespace());
    }

    @Override
    public void close() {
        namespaced.stop();
        cluster.stop();
    }
}
