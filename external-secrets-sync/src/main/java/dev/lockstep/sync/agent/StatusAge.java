package dev.lockstep.sync.agent;

import dev.lockstep.sync.api.Condition;
import dev.lockstep.sync.api.ExternalSecret;
import dev.lockstep.sync.api.ExternalSecretSpec;
import dev.lockstep.sync.api.GoDuration;
import dev.lockstep.sync.api.SyncReport;
import dev.lockstep.sync.engine.Cause;
import dev.lockstep.sync.engine.SyncStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Tells whether a status is older than a running operator would have left it. Claims nothing that the status does not
/// show: under ESO's CRDs it keeps less.
final class StatusAge {
    /// For clocks that differ, and for a try that waits for its turn.
    private static final Duration SLACK = Duration.ofMinutes(2);

    private static final Duration SHORTEST_INTERVAL = Duration.ofSeconds(1);

    /// What the CRDs put where nothing is given.
    private static final Duration USUAL_INTERVAL = Duration.ofHours(1);

    private StatusAge() {}

    /// When a refresh, or a try after a failure, was due that surely did not happen; null if none is known to be
    /// missing.
    static @Nullable Instant missed(ExternalSecret resource, Condition ready, Instant now) {
        return ready.status().equals("True")
                ? missedRefresh(resource, now)
                : missedTry(resource.getStatus().sync(), now);
    }

    /// A refresh that finds nothing new renews a status only if that is old enough.
    private static @Nullable Instant missedRefresh(ExternalSecret resource, Instant now) {
        var last = Ages.instant(resource.getStatus().refreshTime());
        var interval = interval(resource.getSpec());
        if (last == null || interval == null) {
            return null;
        }
        var renewed = SyncStatus.RENEWED_AFTER;
        return last.plus(interval).plus(renewed).plus(SLACK).isBefore(now)
                ? last.plus(interval.compareTo(renewed) > 0 ? interval : renewed)
                : null;
    }

    private static @Nullable Instant missedTry(SyncReport report, Instant now) {
        var next = Ages.instant(report.nextTry());
        // The last failure that is counted is the last that is told; what ran out of memory may rest for hours.
        boolean told = Objects.requireNonNullElse(report.failures(), 0) < SyncStatus.MOST_FAILURES
                && !report.cause().equals(Cause.TOO_LARGE.spelled());
        return next != null && told && next.plus(SLACK).isBefore(now) ? next : null;
    }

    /// How often the store is asked; null if only changes bring it about.
    static @Nullable Duration interval(ExternalSecretSpec spec) {
        if (!spec.refreshPolicy().isEmpty() && !spec.refreshPolicy().equals("Periodic")) {
            return null;
        }
        var interval = spec.refreshInterval().isEmpty() ? USUAL_INTERVAL : GoDuration.parse(spec.refreshInterval());
        if (interval == null || interval.isZero() || interval.isNegative()) {
            return null;
        }
        return interval.compareTo(SHORTEST_INTERVAL) < 0 ? SHORTEST_INTERVAL : interval;
    }

    /// Whether the status is about an older generation than the resource has now. Where ESO's CRDs keep no
    /// `observedGeneration`, a good status has the generation before the hash in `syncedResourceVersion`, if the
    /// refresh policy follows edits.
    static boolean isBeforeEdit(ExternalSecret resource, Condition ready) {
        var generation = resource.getMetadata().getGeneration();
        var status = resource.getStatus();
        if (generation == null) {
            return false;
        }
        if (status.observedGeneration() != null) {
            return status.observedGeneration() < generation;
        }
        var policy = resource.getSpec().refreshPolicy();
        boolean follows = policy.equals("OnChange") || interval(resource.getSpec()) != null;
        return follows
                && ready.status().equals("True")
                && synced(status.syncedResourceVersion()) instanceof Long synced
                && synced < generation;
    }

    private static @Nullable Long synced(String version) {
        int dash = version.indexOf('-');
        try {
            return dash < 0 ? null : Long.valueOf(version.substring(0, dash));
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
