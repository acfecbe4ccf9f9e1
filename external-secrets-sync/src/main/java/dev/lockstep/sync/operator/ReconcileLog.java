package dev.lockstep.sync.operator;

import dev.lockstep.sync.engine.Cause;
import dev.lockstep.sync.engine.KeyOrigin;
import dev.lockstep.sync.engine.Outcome;
import dev.lockstep.sync.engine.Outcome.Result;
import dev.lockstep.sync.engine.ResourceKey;
import dev.lockstep.sync.engine.SyncStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Logs one line for each reconcile that changed something; the others only where they are asked for.
final class ReconcileLog {
    private static final int VERSIONS = 5;

    private final JsonLog log;

    ReconcileLog(JsonLog log) {
        this.log = log;
    }

    /// The word for an end of a reconcile, in logs and metrics.
    static String word(Result result) {
        return switch (result) {
            case Result.Written _ -> "written";
            case Result.Unchanged _ -> "unchanged";
            case Result.Waiting _ -> "waiting";
            case Result.Retained _ -> "retained";
            case Result.Removed _ -> "removed";
            case Result.Gone _ -> "gone";
            case Result.NotWritten _ -> "not-written";
            case Result.Refused _ -> "refused";
        };
    }

    /// The same of a reconcile whose resource may have been refused before it.
    static String word(@Nullable Outcome outcome, SyncStatus status) {
        return isNotServed(status) ? "not-served" : outcome == null ? "refused" : word(outcome.result());
    }

    static boolean isNotServed(SyncStatus status) {
        return status.error() != null && status.error().cause() == Cause.NOT_SERVED;
    }

    /// @param outcome null if the spec was refused before any reconcile
    void reconciled(ResourceKey resourceKey, @Nullable Outcome outcome, SyncStatus status, Duration took) {
        boolean refused = outcome == null || outcome.refused();
        boolean loud = status.changed() || outcome != null && outcome.result() instanceof Result.Written;
        if (!loud && !log.debugging()) {
            return;
        }
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("resource", resourceKey.toString());
        fields.put("plan", word(outcome, status));
        if (outcome != null && outcome.why() != null) {
            fields.put("why", outcome.why().name().toLowerCase(Locale.ROOT).replace('_', '-'));
        }
        if (status.error() != null) {
            fields.put("cause", status.error().cause().spelled());
            fields.put("detail", status.error().line());
        }
        if (!status.next().equals(Instant.MAX)) {
            fields.put("next", status.next().toString());
        }
        fields.put("ms", took.toMillis());
        var versions = versions(status.keys());
        if (!versions.isEmpty()) {
            fields.put("versions", versions);
        }
        var level = refused ? JsonLog.Level.WARN : JsonLog.Level.INFO;
        log.line(loud ? level : JsonLog.Level.DEBUG, "reconcile", fields);
    }

    /// What is wrong with a resource, but kept nothing from being done.
    void warned(ResourceKey resourceKey, SyncStatus.Event warning) {
        log.line(
                JsonLog.Level.WARN,
                "warning",
                JsonLog.fields(
                        "resource", resourceKey.toString(), "reason", warning.reason(), "detail", warning.message()));
    }

    private static List<String> versions(List<KeyOrigin> keys) {
        return keys.stream()
                .map(KeyOrigin::version)
                .filter(version -> !version.isEmpty())
                .distinct()
                .limit(VERSIONS)
                .toList();
    }

    /// A reconcile that a bug of ours ended. The text of what was thrown may quote a value, so it is not told.
    void bug(ResourceKey resourceKey, Throwable thrown) {
        var trace = thrown.getStackTrace();
        log.line(
                JsonLog.Level.ERROR,
                "bug",
                JsonLog.fields(
                        "resource",
                        resourceKey,
                        "exception",
                        LibraryLogs.classes(thrown),
                        "place",
                        trace.length == 0 ? "" : trace[0]));
    }
}
