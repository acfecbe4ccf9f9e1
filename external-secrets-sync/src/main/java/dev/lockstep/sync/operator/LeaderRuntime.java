package dev.lockstep.sync.operator;

import dev.lockstep.sync.Reconciliation;
import dev.lockstep.sync.engine.Fingerprint;
import dev.lockstep.sync.engine.SecretName;
import dev.lockstep.sync.engine.Trigger;
import dev.lockstep.sync.kube.ApiRequests;
import dev.lockstep.sync.sink.KubernetesTarget;
import dev.lockstep.sync.sink.ManagedSecretInformer;
import dev.lockstep.sync.sink.ManagedSecrets;
import dev.lockstep.sync.sink.WriteFence;
import dev.lockstep.sync.store.Egress;
import dev.lockstep.sync.store.GatewayLimits;
import dev.lockstep.sync.store.StoreGateway;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Wires and runs what only the leader runs: informers, gateway, target and reconciler.
final class LeaderRuntime implements AutoCloseable {
    private static final Duration LISTING = Duration.ofMillis(50);

    /// Between two looks whether what is to be watched can be.
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    /// The same of kinds that are not served, which may never come. One that comes is found within 30 s.
    private static final Duration LONGEST_PAUSE_FOR_OTHERS = Duration.ofSeconds(15);

    private final InstantSource clock = InstantSource.system();
    private final KubernetesClient client;
    private final WriteFence fence;
    private final String namespace;
    private final JsonLog log;
    private final EsoOptions eso;
    private final FairQueue queue;
    private final InFlightReconciles running = new InFlightReconciles(System::nanoTime);
    private final ReconcileTriggers triggers = new ReconcileTriggers();
    private final ExternalSecretCache resources = new ExternalSecretCache();
    private final TargetIndex targets = new TargetIndex();
    private final ManagedSecrets secrets = new ManagedSecrets();
    private final StoreWiring stores;
    private final StoreGateway gateway;
    private final EventRecorder events;
    private final ExternalSecretReconciler reconciler;
    private final ExternalSecretController controller;
    private final NotServedKinds others;
    private final ApiServer api;
    private final StatusSchema schema;
    private final StoreMetrics storeMetrics;
    private final ListReadiness lists;
    private @Nullable ManagedSecretInformer watch;
    private final Set<SecretName> changed = ConcurrentHashMap.newKeySet();
    private volatile boolean started;

    /// @param egress whom stores may connect to
    /// @param fence asked right before each write
    /// @param gaveUp told, once, of what makes it pointless to go on
    LeaderRuntime(
            RunOptions options,
            Egress egress,
            KubernetesClient client,
            WriteFence fence,
            Metrics metrics,
            JsonLog log,
            PortDecorator ports,
            Consumer<String> gaveUp) {
        this.client = client;
        this.fence = fence;
        this.namespace = options.namespace();
        this.eso = options.eso();
        this.queue = new FairQueue(eso.concurrent(), System::nanoTime);
        this.log = log;
        var calls = new ApiCalls();
        api = new ApiServer(client, calls);
        stores = new StoreWiring(
                client, api, namespace, options.stores().policy(), egress, eso.controllerClass(), triggers, clock);
        gateway = new StoreGateway(
                stores.catalog(), clock, GatewayLimits.DEFAULT, triggers, new GatewayMetrics(metrics.registry()));
        events = EventRecorder.start(
                ports.events(new ClusterEvents(client, fence, clock)), metrics::eventLost, System::nanoTime);
        schema = new StatusSchema(log);
        var target = new GuardedTarget(
                new KubernetesTarget(client, secrets, fence, Fingerprint.newKey(), schema::isPruned),
                resources::isDesired,
                calls);
        var statuses = new StatusWriter(api, client.getKubernetesSerialization(), schema, fence, clock);
        var writeRate = new WriteRateLimiter(System::nanoTime);
        var gauges = new ConditionGauges(metrics, clock, options.metricsPerObject() ? ConditionGauges.MOST : 0);
        var passes = new ReconcileRunner(
                new Reconciliation(gateway, ports.target(target), options.rules(), clock),
                ports.statuses(statuses),
                new StoreUse(stores.catalog(), gateway, eso.clusterStores()),
                queue,
                running,
                new ReconcileReporter(new ReconcileLog(log), metrics, gauges, events, writeRate),
                clock,
                System::nanoTime);
        reconciler = new ExternalSecretReconciler(
                passes,
                resources,
                targets,
                new Finalizers(api, fence)::remove,
                triggers,
                writeRate,
                clock,
                Quarantine.of(api, fence, clock),
                gaveUp);
        controller = new ExternalSecretController(client, namespace, reconciler, () -> gaveUp.accept("a watch ended"));
        lists = ListReadiness.of(api, LONGEST_PAUSE, this::waiting);
        others = new NotServedKinds(
                client,
                ListReadiness.of(api, LONGEST_PAUSE_FOR_OTHERS, obstacle -> {
                    if (!obstacle.missing()) {
                        waiting(obstacle);
                    }
                }),
                namespace,
                fence::isOpen,
                clock);
        secrets.onChange(this::targetChanged);
        storeMetrics = new StoreMetrics(metrics, new StoreStandings());
        measure(metrics);
    }

    private void measure(Metrics metrics) {
        metrics.gauge("workqueue_depth", "Passes that wait for their turn", queue::waiting, "name", "externalsecret");
        for (boolean urgent : new boolean[] {true, false}) {
            metrics.gauge(
                    "lockstep_queue_age_seconds",
                    "How long the pass that waits longest has waited",
                    () -> queue.longest(urgent).toMillis() / 1000.0,
                    "lane",
                    urgent ? "urgent" : "periodic");
        }
        metrics.workers(Metrics.EXTERNAL_SECRET, running::count, eso.concurrent());
        metrics.workers(Metrics.SECRET_STORE, stores::checking, StoreCheckQueue.AT_A_TIME);
        metrics.add(storeMetrics.standings());
        metrics.add(new ProviderMetrics(stores.calls()));
        metrics.gauge(
                "lockstep_pass_oldest_seconds",
                "For how long the oldest pass goes on",
                () -> running.oldest().toMillis() / 1000.0);
    }

    private void waiting(ListReadiness.Obstacle obstacle) {
        log.line(
                JsonLog.Level.WARN,
                "waiting",
                JsonLog.fields(
                        "for",
                        obstacle.collection(),
                        "code",
                        obstacle.failure().code(),
                        "what",
                        obstacle.what(),
                        "next",
                        obstacle.next(),
                        "server",
                        ApiRequests.address(client)));
    }

    /// The exception's text may quote what was read.
    private void interrupted(Exception trouble) {
        log.line(
                JsonLog.Level.WARN,
                "watch",
                JsonLog.fields("of", "secrets", "exception", trouble.getClass().getName(), "next", "listed again"));
    }

    /// Returns when all that is watched is known and passes are made. Waits for what is not there yet.
    void start() throws InterruptedException {
        lists.await(ResourcePath.ofEso("v1", "externalsecrets", namespace));
        lists.await(ResourcePath.ofEso("v1", "secretstores", namespace));
        if (eso.clusterStores()) {
            lists.await(ResourcePath.ofEso("v1", "clustersecretstores", ""));
        }
        lists.await(ResourcePath.ofSecrets(namespace));
        schema.look(api);
        watch = ManagedSecretInformer.start(secrets, client, namespace, this::interrupted);
        stores.watch(eso.clusterStores());
        while (!secrets.isListed()) {
            // Without the list every Secret would seem to be missing.
            Thread.sleep(LISTING);
        }
        // The first passes look at these themselves.
        changed.clear();
        controller.start();
        started = true;
        tellOfChanges();
        stores.check(gateway, fence::isOpen, storeMetrics, eso.storeInterval(), eso.secretStores());
        others.start(eso.silentKinds());
    }

    /// Told from the listing on, when nothing is known of resources yet.
    private void targetChanged(SecretName target) {
        changed.add(target);
        if (started) {
            tellOfChanges();
        }
    }

    private void tellOfChanges() {
        changed.removeIf(target -> {
            targets.resourcesTargeting(target).forEach(resource -> triggers.requeue(resource, new Trigger.None()));
            return true;
        });
    }

    Duration oldestReconcile() {
        return running.oldest();
    }

    boolean watching() {
        return controller.watching();
    }

    boolean synced() {
        return started;
    }

    /// Memory is out: sets aside what is under way, so that the next process does not end the same way.
    void setAside() {
        reconciler.setAside();
    }

    /// Lets no reconcile begin any more, and waits for those that go on.
    ///
    /// @return whether all have ended in time
    boolean drain(Duration patience) throws InterruptedException {
        return running.drain(patience);
    }

    @Override
    public void close() {
        controller.close();
        others.close();
        triggers.close();
        events.close();
        if (watch != null) {
            watch.close();
        }
        stores.close();
        gateway.close();
    }
}
