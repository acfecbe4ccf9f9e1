package dev.lockstep.sync.operator;

import dev.lockstep.sync.kube.ApiRequests;
import dev.lockstep.sync.net.Proxies;
import dev.lockstep.sync.operator.JsonLog.Level;
import dev.lockstep.sync.sink.WriteFence;
import dev.lockstep.sync.store.Egress;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Runs the process: starts endpoints, then leader election, then the leader's work, and stops them in reverse order.
final class OperatorProcess {
    /// Of the ten seconds that a program is given to end.
    private static final Duration GRACE = Duration.ofSeconds(7);

    /// Set by the kubelet in every container.
    private static final String IN_A_POD = "KUBERNETES_SERVICE_HOST";

    private static final int MAY_NOT_GO_ON = 1;

    private final RunOptions options;
    private final Map<String, String> environment;
    private final JsonLog log;
    private final PortDecorator ports;
    private final Metrics metrics = new Metrics();
    private final KubernetesClient client;
    private final Egress egress;
    private final AtomicReference<@Nullable LeaderRuntime> work = new AtomicReference<>();
    private final Health health = new Health(
            () -> current(LeaderRuntime::oldestReconcile, Duration.ZERO),
            () -> current(LeaderRuntime::watching, true),
            () -> current(LeaderRuntime::synced, false));
    private final CompletableFuture<Integer> end = new CompletableFuture<>();
    private final AtomicBoolean ending = new AtomicBoolean();
    private final AtomicBoolean given = new AtomicBoolean();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final Endpoints endpoints = new Endpoints();
    private final HeapBound heap = HeapBound.start();
    private @Nullable Leadership leadership;

    OperatorProcess(RunOptions options, Map<String, String> environment, JsonLog log, PortDecorator ports) {
        this.options = options;
        this.environment = environment;
        this.log = log;
        this.ports = ports;
        this.egress =
                new Egress(options.stores().loopback() || !environment.containsKey(IN_A_POD), Proxies.of(environment));
        this.client = ClusterClient.open(options.kubeconfig(), metrics);
    }

    private <T> T current(java.util.function.Function<LeaderRuntime, T> question, T without) {
        var now = work.get();
        return now == null ? without : question.apply(now);
    }

    /// @return the exit code
    int run() {
        var hook = new Thread(this::terminate, "ending");
        Runtime.getRuntime().addShutdownHook(hook);
        Thread.setDefaultUncaughtExceptionHandler(this::uncaught);
        try {
            serve();
            elect();
            return end.join();
        } finally {
            terminate();
            removeUnlessEnding(hook);
        }
    }

    private static void removeUnlessEnding(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            return; // it has run
        }
    }

    private void serve() {
        metrics.gauge("lockstep_log_lines_dropped", "Lines of the log that nobody will see", log::dropped);
        metrics.gauge("lockstep_leading", "1 while this replica may write", () -> work.get() == null ? 0 : 1);
        var live = Map.<String, java.util.function.Supplier<Endpoints.Page>>of(
                "/healthz", health::alive, "/readyz", health::ready);
        options.live().ifPresent(address -> endpoints.serve(address, live));
        options.metrics().ifPresent(address -> endpoints.serve(address, Map.of("/metrics", metrics::page)));
    }

    private void elect() {
        if (!options.election().on()) {
            lead(WriteFence.OPEN);
            return;
        }
        var named = options.election().namespace();
        var namespace =
                named.isEmpty() ? OwnNamespace.of(environment, OwnNamespace.OF_POD, client.getConfiguration()) : named;
        var identity = environment.getOrDefault("HOSTNAME", "lockstep-sync") + "_" + UUID.randomUUID();
        var held = new Leadership(
                client,
                namespace,
                options.election().id(),
                identity,
                ClusterClient.REQUEST_LIMIT,
                new Leadership.Listener() {
                    @Override
                    public void won(WriteFence fence) {
                        lead(fence);
                    }

                    @Override
                    public void lost() {
                        if (!ending.get()) {
                            log.line(Level.ERROR, "leadership lost", Map.of("identity", identity));
                            end.complete(MAY_NOT_GO_ON);
                        }
                    }

                    @Override
                    public void leads(String leader) {
                        log.line(
                                Level.INFO,
                                "leader",
                                JsonLog.fields("identity", leader, "this", leader.equals(identity)));
                    }

                    @Override
                    public void failed(ReportedLease.Failure failure) {
                        log.line(
                                Level.WARN,
                                "lease",
                                JsonLog.fields(
                                        "lease",
                                        namespace + "/" + options.election().id(),
                                        "verb",
                                        failure.verb(),
                                        "code",
                                        failure.failure().code(),
                                        "what",
                                        failure.failure().what(),
                                        "server",
                                        ApiRequests.address(client),
                                        "next",
                                        failure.next(namespace)));
                    }
                });
        leadership = held;
        log.line(
                Level.INFO,
                "standing by",
                JsonLog.fields(
                        "lease", namespace + "/" + options.election().id(), "server", ApiRequests.address(client)));
        held.start();
    }

    private void lead(WriteFence fence) {
        try {
            var started = new LeaderRuntime(options, egress, client, fence, metrics, log, ports, this::gaveUp);
            work.set(started);
            health.lead();
            started.start();
            log.line(Level.INFO, "leading", Map.of("namespace", options.namespace()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error e) {
            if (!ending.get()) {
                log.line(Level.ERROR, "cannot start", Map.of("exception", LibraryLogs.classes(e)));
            }
            end.complete(MAY_NOT_GO_ON);
        }
    }

    /// What ended a thread without anybody having expected it; its text may quote a value.
    private void uncaught(Thread thread, Throwable thrown) {
        if (thrown instanceof OutOfMemoryError) {
            var now = work.get();
            if (now != null) {
                now.setAside();
            }
            gaveUp("out of memory");
        } else if (!ending.get()) {
            log.line(
                    Level.ERROR,
                    "bug",
                    JsonLog.fields("thread", thread.getName(), "exception", LibraryLogs.classes(thrown)));
        }
    }

    /// Something that cannot be fixed from inside; the next process begins again.
    private void gaveUp(String what) {
        if (!ending.get() && given.compareAndSet(false, true)) {
            try {
                log.line(Level.ERROR, "giving up", Map.of("what", what));
            } finally {
                end.complete(MAY_NOT_GO_ON);
            }
        }
    }

    /// Ends in order, once; whoever asks later waits for it.
    private void terminate() {
        if (!ending.compareAndSet(false, true)) {
            ended.join();
            return;
        }
        try {
            stop();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            log.line(Level.WARN, "ending", Map.of("exception", LibraryLogs.classes(e)));
        } finally {
            heap.close();
            endpoints.close();
            metrics.close();
            log.close();
            ended.complete(null);
        }
    }

    private void stop() throws InterruptedException {
        log.line(Level.INFO, "ending", Map.of());
        var last = work.get();
        var held = leadership;
        if (last != null) {
            boolean drained = last.drain(GRACE);
            if (held != null) {
                held.closeFence(); // what goes on still may not write any more
            }
            last.close();
            log.line(Level.INFO, "reconciles ended", Map.of("all", drained));
        }
        if (held != null) {
            held.close();
        }
        client.close();
    }
}
