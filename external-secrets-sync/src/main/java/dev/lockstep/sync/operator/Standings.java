package dev.lockstep.sync.operator;

import dev.lockstep.sync.engine.SyncStatus;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// How each resource stands, for the metrics: counted over all, or one by one where that was asked for.
final class Standings {
    private static final String CONDITION = "externalsecret_status_condition";

    private final Map<ResourceID, Standing> standings = new ConcurrentHashMap<>();
    private final Metrics metrics;
    private final InstantSource clock;
    private final boolean perObject;

    private record Standing(boolean ready, @Nullable Instant good, boolean stale) {}

    Standings(Metrics metrics, InstantSource clock, boolean perObject) {
        this.metrics = metrics;
        this.clock = clock;
        this.perObject = perObject;
        if (!perObject) {
            gauge(true);
            gauge(false);
        }
        metrics.gauge("lockstep_sync_age_max_seconds", "Time since the last good pass of the oldest", this::oldest);
        metrics.gauge("lockstep_stale_resources", "Resources whose Secret may not hold the newest", this::stale);
    }

    private void gauge(boolean ready) {
        metrics.gauge(
                CONDITION,
                "Resources by their condition Ready",
                () -> standings.values().stream()
                        .filter(standing -> standing.ready() == ready)
                        .count(),
                "condition",
                "Ready",
                "status",
                ready ? "True" : "False");
    }

    void set(ResourceID resource, SyncStatus status) {
        var last = status.last();
        var standing = new Standing(status.ready().status(), last.refreshedAt(), last.staleSince() != null);
        var before = standings.put(resource, standing);
        if (before != null && before.good() != null && standing.good() != null) {
            var age = Duration.between(before.good(), standing.good());
            if (age.isPositive()) {
                metrics.renewed(age);
            }
        }
        if (perObject && before == null) {
            gauge(resource, true);
            gauge(resource, false);
        }
    }

    /// As ESO has it: 1 for the status that the condition has, 0 for the other.
    private void gauge(ResourceID resource, boolean ready) {
        metrics.gauge(
                CONDITION,
                "Resources by their condition Ready",
                () -> {
                    var standing = standings.get(resource);
                    return standing != null && standing.ready() == ready ? 1 : 0;
                },
                labels(resource, "condition", "Ready", "status", ready ? "True" : "False"));
    }

    /// A pass over the resource began.
    void called(ResourceID resource) {
        metrics.registry()
                .counter("externalsecret_sync_calls", perObject ? labels(resource) : new String[0])
                .increment();
    }

    /// A pass over the resource failed.
    void failed(ResourceID resource) {
        metrics.registry()
                .counter("externalsecret_sync_calls_error", perObject ? labels(resource) : new String[0])
                .increment();
    }

    private static String[] labels(ResourceID resource, String... more) {
        var labels = java.util.Arrays.copyOf(more, more.length + 4);
        labels[more.length] = "name";
        labels[more.length + 1] = resource.getName();
        labels[more.length + 2] = "namespace";
        labels[more.length + 3] = resource.getNamespace().orElse("");
        return labels;
    }

    /// The resource is gone, and with it all that was told of it alone.
    void remove(ResourceID resource) {
        standings.remove(resource);
        if (perObject) {
            metrics.registry().getMeters().stream()
                    .filter(meter -> meter.getId().getName().startsWith("externalsecret_")
                            && resource.getName().equals(meter.getId().getTag("name"))
                            && resource.getNamespace()
                                    .orElse("")
                                    .equals(meter.getId().getTag("namespace")))
                    .forEach(metrics.registry()::remove);
        }
    }

    private double oldest() {
        var now = clock.instant();
        return standings.values().stream()
                .map(Standing::good)
                .filter(java.util.Objects::nonNull)
                .mapToLong(good -> Duration.between(good, now).toSeconds())
                .max()
                .orElse(0);
    }

    private double stale() {
        return standings.values().stream().filter(Standing::stale).count();
    }
}
