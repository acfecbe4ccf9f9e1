package dev.lockstep.sync.operator;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;

/// Tells those who use a kind of ESO's that is not served yet that nothing will happen: with a condition, once for each
/// generation of each object, so that there is no quarrel with an ESO that does serve it.
///
/// Needs `get`, `list`, `watch` of `clusterexternalsecrets`, `pushsecrets`, `clusterpushsecrets`, and `patch` of the
/// `status` of each.
final class NotServedKinds implements AutoCloseable {
    private static final List<ResourceDefinitionContext> KINDS = List.of(
            kind("v1", "ClusterExternalSecret", false),
            kind("v1alpha1", "PushSecret", true),
            kind("v1alpha1", "ClusterPushSecret", false));

    private final KubernetesClient client;
    private final ListReadiness lists;
    private final String namespace;
    private final BooleanSupplier mayWrite;
    private final InstantSource clock;
    private final Map<String, Long> told = new ConcurrentHashMap<>();
    private final List<SharedIndexInformer<GenericKubernetesResource>> informers = new CopyOnWriteArrayList<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /// @param lists asked, on a thread of its own, whether a kind is there
    /// @param namespace the one that is served, empty for all
    /// @param mayWrite asked right before each write
    NotServedKinds(
            KubernetesClient client,
            ListReadiness lists,
            String namespace,
            BooleanSupplier mayWrite,
            InstantSource clock) {
        this.client = client;
        this.lists = lists;
        this.namespace = namespace;
        this.mayWrite = mayWrite;
        this.clock = clock;
    }

    private static ResourceDefinitionContext kind(String version, String kind, boolean namespaced) {
        return new ResourceDefinitionContext.Builder()
                .withGroup("external-secrets.io")
                .withVersion(version)
                .withKind(kind)
                .withPlural(kind.toLowerCase(java.util.Locale.ROOT) + "s")
                .withNamespaced(namespaced)
                .build();
    }

    /// Watches each of those kinds as soon as the cluster has it; returns at once.
    ///
    /// @param without the plurals of those that nothing is said of
    void start(Set<String> without) {
        KINDS.stream()
                .filter(kind -> !without.contains(kind.getPlural()))
                .forEach(kind -> threads.execute(() -> watch(kind)));
    }

    private void watch(ResourceDefinitionContext kind) {
        var within = kind.isNamespaceScoped() ? namespace : "";
        try {
            lists.await(ResourcePath.ofEso(kind.getVersion(), kind.getPlural(), within));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        var resources = client.genericKubernetesResources(kind);
        var informer = !kind.isNamespaceScoped()
                ? resources.runnableInformer(0)
                : within.isEmpty()
                        ? resources.inAnyNamespace().runnableInformer(0)
                        : resources.inNamespace(within).runnableInformer(0);
        informer.exceptionHandler((_, _) -> true);
        informer.addEventHandler(new WatchHandler<>(
                resource -> tell(kind, resource),
                resource -> told.remove(resource.getMetadata().getUid())));
        informers.add(informer);
        informer.start();
    }

    private void tell(ResourceDefinitionContext kind, GenericKubernetesResource resource) {
        var metadata = resource.getMetadata();
        var generation = metadata.getGeneration() == null ? 0L : metadata.getGeneration();
        var message = kind.getKind() + " is not served by Lockstep yet; nothing is done for it";
        var conditions = conditions(resource);
        boolean there = conditions.stream().anyMatch(condition -> message.equals(condition.get("message")));
        if (metadata.getDeletionTimestamp() != null
                || there
                || !mayWrite.getAsBoolean()
                || Long.valueOf(generation).equals(told.put(metadata.getUid(), generation))) {
            return;
        }
        conditions.removeIf(condition -> "Ready".equals(condition.get("type")));
        conditions.add(Map.of(
                "type", "Ready",
                "status", "False",
                "reason", "NotServed",
                "message", message,
                "lastTransitionTime",
                        clock.instant().truncatedTo(ChronoUnit.SECONDS).toString()));
        patch(kind, resource, conditions);
    }

    private static List<Map<?, ?>> conditions(GenericKubernetesResource resource) {
        List<Map<?, ?>> conditions = new ArrayList<>();
        if (resource.get("status", "conditions") instanceof List<?> list) {
            list.forEach(each -> {
                if (each instanceof Map<?, ?> condition) conditions.add(condition);
            });
        }
        return conditions;
    }

    private void patch(ResourceDefinitionContext kind, GenericKubernetesResource resource, List<?> conditions) {
        var metadata = resource.getMetadata();
        var json = client.getKubernetesSerialization()
                .asJson(Map.of(
                        "metadata", Map.of("uid", metadata.getUid()), "status", Map.of("conditions", conditions)));
        var resources = client.genericKubernetesResources(kind);
        var one = kind.isNamespaceScoped()
                ? resources.inNamespace(metadata.getNamespace()).withName(metadata.getName())
                : resources.withName(metadata.getName());
        try {
            one.subresource("status").patch(PatchContext.of(PatchType.JSON_MERGE), json);
        } catch (KubernetesClientException _) {
            told.remove(metadata.getUid());
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
        informers.forEach(SharedIndexInformer::stop);
    }
}
