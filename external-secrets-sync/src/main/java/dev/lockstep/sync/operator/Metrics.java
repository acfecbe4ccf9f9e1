package dev.lockstep.sync.operator;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.DoubleSupplier;

/// Registers the metrics of `/metrics`; what ESO 2.9 and controller-runtime have is named, labelled and measured as
/// there.
final class Metrics implements AutoCloseable {
    /// The controllers, as ESO names its own.
    static final String EXTERNAL_SECRET = "externalsecret";

    static final String SECRET_STORE = "secretstore";
    static final String CLUSTER_SECRET_STORE = "clustersecretstore";

    private static final Duration[] BUCKETS = {
        Duration.ofMillis(5),
        Duration.ofMillis(25),
        Duration.ofMillis(100),
        Duration.ofMillis(500),
        Duration.ofSeconds(2),
        Duration.ofSeconds(10),
        Duration.ofSeconds(60)
    };

    /// Of intervals that people choose.
    private static final Duration[] AGES = {
        Duration.ofSeconds(15),
        Duration.ofMinutes(1),
        Duration.ofMinutes(5),
        Duration.ofMinutes(15),
        Duration.ofHours(1),
        Duration.ofHours(6),
        Duration.ofDays(1)
    };

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final List<Exposition.Source> sources = new CopyOnWriteArrayList<>();
    private final Timer ages = histogram("lockstep_sync_age", AGES)
            .description("How old what was known of the stores had become when it was renewed")
            .register(registry);
    private final Counter bugs = Counter.builder("lockstep_bugs")
            .description("Passes that a bug of ours ended")
            .register(registry);
    private final Counter eventsLost = Counter.builder("lockstep_events_lost")
            .description("Events that could not be sent, or were too many")
            .register(registry);
    private final Counter statusesFailed = Counter.builder("lockstep_status_writes_failed")
            .description("Statuses that could not be written, and were tried again later")
            .register(registry);

    private static Timer.Builder histogram(String name, Duration... buckets) {
        return Timer.builder(name)
                .serviceLevelObjectives(buckets)
                .minimumExpectedValue(buckets[0])
                .maximumExpectedValue(buckets[buckets.length - 1]);
    }

    MeterRegistry registry() {
        return registry;
    }

    /// How a reconcile ended, in the words of controller-runtime.
    enum Result {
        SUCCESS,
        /// It ended well, or what it asks for is not served; another one follows when its time comes.
        REQUEUE_AFTER,
        ERROR;

        private final String spelled = name().toLowerCase(Locale.ROOT);
    }

    Metrics() {
        // From the start: the first error is an increase then.
        for (var controller : List.of(EXTERNAL_SECRET, SECRET_STORE, CLUSTER_SECRET_STORE)) {
            errors(controller);
            time(controller);
        }
        add(new ProcessFigures(Path.of("/proc")));
    }

    /// A reconcile ended.
    ///
    /// @param plan a word of [ReconcileLog]
    void reconciled(String controller, String plan, Result result, Duration took) {
        time(controller).record(took);
        registry.counter(
                        "controller_runtime_reconcile",
                        "controller",
                        controller,
                        "plan",
                        plan,
                        "result",
                        result.spelled)
                .increment();
        if (result == Result.ERROR) {
            errors(controller).increment();
        }
    }

    private Timer time(String controller) {
        return histogram("controller_runtime_reconcile_time", BUCKETS)
                .description("How long passes took")
                .tag("controller", controller)
                .register(registry);
    }

    private Counter errors(String controller) {
        return Counter.builder("controller_runtime_reconcile_errors")
                .description("Passes that failed")
                .tag("controller", controller)
                .register(registry);
    }

    /// @param active how many reconciles go on
    /// @param most how many may
    void workers(String controller, DoubleSupplier active, int most) {
        gauge("controller_runtime_active_workers", "Passes that go on", active, "controller", controller);
        gauge(
                "controller_runtime_max_concurrent_reconciles",
                "How many passes may go on at once",
                () -> most,
                "controller",
                controller);
    }

    void renewed(Duration age) {
        ages.record(age);
    }

    /// A bug of ours ended a reconcile.
    void bug() {
        bugs.increment();
    }

    void eventLost() {
        eventsLost.increment();
    }

    void statusFailed() {
        statusesFailed.increment();
    }

    /// The API server answered.
    ///
    /// @param code of HTTP; `error` if there was no answer
    void apiCalled(String method, String code) {
        registry.counter("rest_client_requests", "method", method, "code", code).increment();
    }

    /// A number that is asked for when somebody looks.
    ///
    /// @param tags names and values, by turns
    void gauge(String name, String description, DoubleSupplier value, String... tags) {
        Gauge.builder(name, value::getAsDouble)
                .description(description)
                .tags(tags)
                .register(registry);
    }

    /// Has something told besides, in the place of what the same class told before.
    void add(Exposition.Source source) {
        sources.removeIf(other -> other.getClass() == source.getClass());
        sources.add(source);
    }

    Endpoints.Page page() {
        var more = new Exposition();
        sources.forEach(source -> source.write(more));
        return new Endpoints.Page(200, "text/plain; version=0.0.4; charset=utf-8", registry.scrape() + more);
    }

    @Override
    public void close() {
        registry.close();
    }
}
