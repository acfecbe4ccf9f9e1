package dev.lockstep.sync.operator;

import dev.lockstep.sync.store.GatewayObserver;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// Exports the gateway's activity as metrics. A service is labelled by a shortened hash of its identity, and only where
/// one has to be told from the others.
final class GatewayMetrics implements GatewayObserver {
    private static final int SHORT = 8;

    private final MeterRegistry registry;
    private final Map<String, AtomicInteger> circuits = new ConcurrentHashMap<>();

    GatewayMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void read(String service, String result, Duration took) {
        Timer.builder("lockstep_store_reads")
                .description("Reads of stores")
                .tag("result", result)
                .serviceLevelObjectives(
                        Duration.ofMillis(10), Duration.ofMillis(100), Duration.ofSeconds(1), Duration.ofSeconds(10))
                .register(registry)
                .record(took);
    }

    @Override
    public void shared(String service) {
        registry.counter("lockstep_store_answers_shared").increment();
    }

    @Override
    public void waited(String service, boolean urgent, Duration time) {
        registry.timer("lockstep_store_wait", "lane", urgent ? "urgent" : "periodic")
                .record(time);
    }

    @Override
    public void throttled(String service) {
        registry.counter("lockstep_store_throttled", service(service)).increment();
    }

    @Override
    public void circuit(String service, boolean open) {
        circuits.computeIfAbsent(service, this::circuit).set(open ? 1 : 0);
    }

    private AtomicInteger circuit(String service) {
        var state = new AtomicInteger();
        Gauge.builder("lockstep_store_circuit_open", state, AtomicInteger::get)
                .description("1 while a store is only probed because it failed")
                .tags(service(service))
                .register(registry);
        return state;
    }

    @Override
    public void gone(String service) {
        circuits.remove(service);
        registry.find("lockstep_store_circuit_open")
                .tags(service(service))
                .meters()
                .forEach(registry::remove);
        registry.find("lockstep_store_throttled")
                .tags(service(service))
                .meters()
                .forEach(registry::remove);
    }

    private static Tags service(String identity) {
        return Tags.of("service", String.format("%08x", identity.hashCode()).substring(0, SHORT));
    }
}
