package dev.lockstep.sync.agent;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.lockstep.sync.api.Condition;
import dev.lockstep.sync.api.ExternalSecret;
import dev.lockstep.sync.api.SyncReport;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How an ExternalSecret stands, as its status tells it: what `why --json` prints. Times are RFC 3339; what is not
/// known is empty.
///
/// @param inStep whether the Secret holds what the store has
/// @param next what happens next, as a sentence
@JsonInclude(JsonInclude.Include.NON_EMPTY)
record Standing(
        String resource,
        boolean inStep,
        String reason,
        String message,
        String cause,
        String place,
        String fix,
        String staleSince,
        int failures,
        String lastSync,
        String nextTry,
        String next,
        String secret,
        List<SyncReport.Key> keys) {

    static Standing of(ExternalSecret resource, Instant now) {
        var status = resource.getStatus();
        var ready = status.conditions().stream()
                .filter(condition -> condition.type().equals("Ready"))
                .findFirst()
                .orElse(null);
        var report = status.sync() == null ? SyncReport.NOTHING : status.sync();
        return new Standing(
                resource.getMetadata().getNamespace() + "/"
                        + resource.getMetadata().getName(),
                ready != null && ready.status().equals("True"),
                ready == null ? "" : ready.reason(),
                ready == null ? "" : ready.message(),
                report.cause(),
                report.place(),
                report.fix(),
                report.staleSince(),
                report.failures() == null ? 0 : report.failures(),
                status.refreshTime(),
                report.nextTry(),
                next(resource, ready, report, now),
                status.binding() == null ? "" : status.binding().name(),
                report.keys());
    }

    private static String next(ExternalSecret resource, @Nullable Condition ready, SyncReport report, Instant now) {
        if (ready == null) {
            return "no operator has looked at it yet: see whether lockstep-sync runs, and whether the store is of its"
                    + " controller class";
        }
        var seen = resource.getStatus().observedGeneration();
        var generation = resource.getMetadata().getGeneration();
        if (seen != null && generation != null && seen < generation) {
            return "the operator has not taken up the last change of the resource yet";
        }
        return ready.status().equals("True") ? whenGood(resource, report) : whenBad(report, now);
    }

    /// The times in a status are those of its last change, so of a good one the interval says more.
    private static String whenGood(ExternalSecret resource, SyncReport report) {
        return report.nextRefresh().isEmpty()
                ? "looked at again when the resource or the Secret changes"
                : "looked at again each refreshInterval (" + resource.getSpec().refreshInterval() + ")"
                        + ", or at once when the resource or the Secret changes";
    }

    private static String whenBad(SyncReport report, Instant now) {
        return report.nextTry().isEmpty()
                ? "tried again when the resource, its store, a credential or the Secret changes"
                : "tried again " + in(report.nextTry(), now)
                        + ", or at once when the resource, its store or a credential changes";
    }

    private static String in(String time, Instant now) {
        try {
            long seconds = Duration.between(now, Instant.parse(time)).toSeconds();
            return seconds <= 0 ? "now" : "in " + length(seconds);
        } catch (DateTimeException e) {
            return "at " + time;
        }
    }

    /// How long ago a time is, in the largest unit that says enough; empty if it is no time.
    static String ago(String time, Instant now) {
        try {
            return length(Math.max(0, Duration.between(Instant.parse(time), now).toSeconds())) + " ago";
        } catch (DateTimeException e) {
            return "";
        }
    }

    private static String length(long seconds) {
        if (seconds < 120) {
            return seconds + " s";
        }
        return seconds < 7200 ? seconds / 60 + " min" : seconds / 3600 + " h";
    }
}
