package dev.lockstep.sync.operator;

import dev.lockstep.sync.engine.SyncStatus;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Exports the condition of each resource as metrics: one by one as ESO tells it, and counted over all.
///
/// What is told one by one is bounded: of more resources than [#MOST] those that are ready are left out first, so that
/// an alert sees what is broken.
final class ConditionGauges implements Exposition.Source {
    /// Resources that are named.
    static final int MOST = 10_000;

    /// The reasons of `Ready`; a closed list.
    private static final List<String> REASONS =
            List.of("SecretSynced", "SecretSyncedError", "SecretDeleted", "SecretMissing", "NotServed");

    private final Map<ResourceID, Standing> standings = new ConcurrentHashMap<>();
    private final Metrics metrics;
    private final InstantSource clock;
    private final int most;

    /// @param good when the last reconcile began that ended well
    /// @param took the last reconcile
    private record Standing(
            boolean ready,
            String reason,
            @Nullable Instant good,
            boolean stale,
            long calls,
            long errors,
            Duration took) {}

    /// @param most how many resources are named
    ConditionGauges(Metrics metrics, InstantSource clock, int most) {
        this.metrics = metrics;
        this.clock = clock;
        this.most = most;
        metrics.gauge("lockstep_sync_age_max_seconds", "Time since the last good pass of the oldest", this::oldest);
        metrics.gauge("lockstep_stale_resources", "Resources whose Secret may not hold the newest", this::stale);
        metrics.gauge(
                "lockstep_metrics_resources_omitted",
                "Resources that metrics do not name because there are too many",
                () -> most == 0 ? 0 : Math.max(0, standings.size() - most));
        REASONS.forEach(reason -> metrics.gauge(
                "lockstep_externalsecrets",
                "Resources by the reason of their condition Ready",
                () -> count(standing -> standing.reason().equals(reason)),
                "reason",
                reason));
        metrics.add(this);
    }

    /// A reconcile over the resource ended.
    ///
    /// @param failed whether it did not do what the resource asks for, though that is served
    void reconciled(ResourceID resource, SyncStatus status, boolean failed, Duration took) {
        var last = status.last();
        standings.compute(resource, (_, before) -> {
            if (before != null && before.good() != null && last.refreshedAt() != null) {
                var age = Duration.between(before.good(), last.refreshedAt());
                if (age.isPositive()) {
                    metrics.renewed(age);
                }
            }
            return new Standing(
                    status.ready().status(),
                    status.ready().reason(),
                    last.refreshedAt(),
                    last.staleSince() != null,
                    (before == null ? 0 : before.calls()) + 1,
                    (before == null ? 0 : before.errors()) + (failed ? 1 : 0),
                    took);
        });
    }

    /// The resource is gone, and with it all that was told of it alone.
    void remove(ResourceID resource) {
        standings.remove(resource);
    }

    /// A family that has no resource has one line without a name, so that a dashboard shows 0 and not "no data".
    @Override
    public void write(Exposition page) {
        if (most == 0) {
            return;
        }
        var named = named();
        StatusConditions.write(
                page,
                "externalsecret",
                "External Secret",
                named.stream()
                        .map(each -> new StatusConditions.Object(
                                each.getKey().getName(),
                                namespace(each.getKey()),
                                each.getValue().ready(),
                                each.getValue().took()))
                        .toList());
        page.family("externalsecret_sync_calls_total", "counter", "Passes over the External Secret");
        named.forEach(each -> page.line(each.getValue().calls(), labels(each.getKey())));
        page.family("externalsecret_sync_calls_error", "counter", "Passes over the External Secret that failed");
        named.forEach(each -> page.line(each.getValue().errors(), labels(each.getKey())));
        if (named.isEmpty()) {
            page.line(0, "name", "", "namespace", "");
        }
    }

    private List<Map.Entry<ResourceID, Standing>> named() {
        Stream<Map.Entry<ResourceID, Standing>> all = standings.entrySet().stream();
        return standings.size() <= most
                ? all.toList()
                : all.sorted(Comparator.<Map.Entry<ResourceID, Standing>, Boolean>comparing(
                                        each -> each.getValue().ready())
                                .thenComparing(each -> each.getKey().toString()))
                        .limit(most)
                        .toList();
    }

    private static String namespace(ResourceID resource) {
        return resource.getNamespace().orElse("");
    }

    private static String[] labels(ResourceID resource) {
        return new String[] {"name", resource.getName(), "namespace", namespace(resource)};
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
        return count(Standing::stale);
    }

    private double count(java.util.function.Predicate<Standing> condition) {
        return standings.values().stream().filter(condition).count();
    }
}
