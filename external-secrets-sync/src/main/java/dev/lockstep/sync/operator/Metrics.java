package dev.lockstep.sync.operator;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.function.DoubleSupplier;

/// The numbers that `/metrics` shows, in seconds and counts; what ESO 2.9 and controller-runtime have is named as
/// there. None has a label of which there are as many values as there are objects, unless that was asked for.
final class Metrics implements AutoCloseable {
    private static final String CONTROLLER = "externalsecret";
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
    private final Timer passes = histogram("controller_runtime_reconcile_time", BUCKETS)
            .description("How long passes took")
            .tag("controller", CONTROLLER)
            .register(registry);
    private final Timer ages = histogram("lockstep_sync_age", AGES)
            .description("How old what was known of the stores had become when it was renewed")
            .register(registry);
    private final Counter internal = Counter.builder("controller_runtime_reconcile_errors")
            .description("Passes that a bug of ours ended")
            .tag("controller", CONTROLLER)
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

    /// A pass ended.
    ///
    /// @param result a word of [PassLog]
    void passed(String result, Duration took) {
        passes.record(took);
        registry.counter("controller_runtime_reconcile", "controller", CONTROLLER, "result", result)
                .increment();
    }

    void renewed(Duration age) {
        ages.record(age);
    }

    void bug() {
        internal.increment();
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

    Endpoints.Page page() {
        return new Endpoints.Page(200, "text/plain; version=0.0.4; charset=utf-8", registry.scrape());
    }

    @Override
    public void close() {
        registry.close();
    }
}
