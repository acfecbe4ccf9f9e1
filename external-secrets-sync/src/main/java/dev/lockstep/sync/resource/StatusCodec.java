package dev.lockstep.sync.resource;

import dev.lockstep.sync.api.Condition;
import dev.lockstep.sync.api.ExternalSecretStatus;
import dev.lockstep.sync.api.ExternalSecretStatus.Binding;
import dev.lockstep.sync.api.SyncReport;
import dev.lockstep.sync.engine.KeyOrigin;
import dev.lockstep.sync.engine.LastSync;
import dev.lockstep.sync.engine.LastSync.LastReported;
import dev.lockstep.sync.engine.ObjectVersion;
import dev.lockstep.sync.engine.SyncStatus;
import dev.lockstep.sync.engine.SyncStatus.Ready;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Encodes and decodes the status of an `ExternalSecret`: what a reconcile has to tell, and what the next one needs to
/// know of it. What others left there, or nobody can read, is taken as absent.
public final class StatusCodec {
    private static final String READY = "Ready";
    private static final String TRUE = "True";
    private static final String FALSE = "False";

    /// Keys that the status tells the origin of; a status has to fit into etcd.
    private static final int MOST_KEYS = 200;

    private static final int LONGEST_TEXT = 512;

    private StatusCodec() {}

    /// What is remembered of the last reconcile.
    public static LastSync read(ExternalSecretStatus status) {
        var report = status.sync();
        if (report.equals(SyncReport.NOTHING)) {
            return readAsOfEso(status);
        }
        var target = report.target();
        return new LastSync(
                instant(status.refreshTime()),
                status.syncedResourceVersion(),
                target == null ? ObjectVersion.NONE : new ObjectVersion(target.uid(), target.resourceVersion()),
                bound(status),
                instant(report.staleSince()),
                Math.max(0, Objects.requireNonNullElse(report.failures(), 0)),
                new LastReported(report.seenVersion(), instant(report.nextTry()), ready(status)));
    }

    /// The same of a status that ESO wrote, or whose `sync` was pruned because the CRDs are ESO's: what the condition
    /// implies. The state of the target is unknown then.
    private static LastSync readAsOfEso(ExternalSecretStatus status) {
        var refreshedAt = instant(status.refreshTime());
        var ready = ready(status);
        boolean failed = !ready.status() && !ready.reason().isEmpty();
        boolean stale = failed && refreshedAt != null && !bound(status).isEmpty();
        return new LastSync(
                refreshedAt,
                status.syncedResourceVersion(),
                ObjectVersion.NONE,
                bound(status),
                stale ? instant(Objects.requireNonNull(condition(status)).lastTransitionTime()) : null,
                failed ? 1 : 0,
                new LastReported(refreshedAt == null ? "" : status.syncedResourceVersion(), null, ready));
    }

    private static String bound(ExternalSecretStatus status) {
        var binding = status.binding();
        return binding == null ? "" : binding.name();
    }

    private static Ready ready(ExternalSecretStatus status) {
        var condition = condition(status);
        return condition == null
                ? LastReported.NOTHING.ready()
                : new Ready(condition.status().equals(TRUE), condition.reason(), condition.message());
    }

    private static @Nullable Condition condition(ExternalSecretStatus status) {
        return status.conditions().stream()
                .filter(condition -> condition.type().equals(READY))
                .findFirst()
                .orElse(null);
    }

    private static @Nullable Instant instant(String text) {
        if (text.isEmpty()) {
            return null;
        }
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            return null;
        }
    }

    /// The whole status, to be put in the place of the one before.
    ///
    /// @param generation that of the resource which the reconcile read
    public static ExternalSecretStatus write(
            SyncStatus status, ExternalSecretStatus before, @Nullable Long generation, Instant now) {
        var last = status.last();
        return new ExternalSecretStatus(
                seconds(last.refreshedAt()),
                last.version(),
                List.of(condition(status.ready(), before, now)),
                new Binding(last.bound()),
                generation,
                report(status, before.sync()));
    }

    /// The time of the last transition is that since when status and reason are what they are.
    private static Condition condition(Ready ready, ExternalSecretStatus before, Instant now) {
        var old = condition(before);
        var status = ready.status() ? TRUE : FALSE;
        boolean same = old != null
                && old.status().equals(status)
                && old.reason().equals(ready.reason())
                && instant(old.lastTransitionTime()) != null;
        return new Condition(
                READY,
                status,
                ready.reason(),
                ready.message(),
                same ? old.lastTransitionTime() : text(now.truncatedTo(ChronoUnit.SECONDS)));
    }

    private static SyncReport report(SyncStatus status, SyncReport before) {
        var last = status.last();
        var error = status.error();
        var nextTry = last.lastReported().nextTry();
        boolean keep = status.keys().isEmpty()
                && (!last.target().equals(ObjectVersion.NONE) || last.bound().isEmpty());
        return new SyncReport(
                error == null ? "" : error.cause().spelled(),
                error == null ? "" : clipped(error.where()),
                error == null ? "" : clipped(error.next()),
                text(last.staleSince()),
                last.failures() == 0 ? null : last.failures(),
                text(nextTry),
                nextTry == null && !status.next().equals(Instant.MAX) ? text(status.next()) : "",
                last.lastReported().version(),
                target(last.target()),
                keep ? before.keys() : keys(status.keys()),
                keep ? before.omittedKeys() : omitted(status.keys()));
    }

    private static SyncReport.@Nullable TargetState target(ObjectVersion objectVersion) {
        return objectVersion.equals(ObjectVersion.NONE)
                ? null
                : new SyncReport.TargetState(objectVersion.uid(), objectVersion.version());
    }

    private static List<SyncReport.Key> keys(List<KeyOrigin> origins) {
        return origins.stream().limit(MOST_KEYS).map(StatusCodec::key).toList();
    }

    private static @Nullable Integer omitted(List<KeyOrigin> origins) {
        return origins.size() > MOST_KEYS ? origins.size() - MOST_KEYS : null;
    }

    private static SyncReport.Key key(KeyOrigin origin) {
        return new SyncReport.Key(
                origin.key(),
                new SyncReport.Store(
                        origin.store().kind().spelled(), origin.store().name()),
                clipped(origin.remoteKey()),
                clipped(origin.property()),
                clipped(origin.version()),
                text(origin.readAt().truncatedTo(ChronoUnit.SECONDS)));
    }

    private static String clipped(String text) {
        return text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT) + "…";
    }

    /// As Kubernetes writes times, and ESO with it.
    private static String seconds(@Nullable Instant instant) {
        return instant == null ? "" : text(instant.truncatedTo(ChronoUnit.SECONDS));
    }

    private static String text(@Nullable Instant instant) {
        return instant == null ? "" : instant.toString();
    }
}
