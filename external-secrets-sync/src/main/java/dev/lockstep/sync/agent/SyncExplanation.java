package dev.lockstep.sync.agent;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.lockstep.sync.api.Condition;
import dev.lockstep.sync.api.ExternalSecret;
import dev.lockstep.sync.api.SyncReport;
import dev.lockstep.sync.resource.UnknownFields;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Explains the state of an ExternalSecret from its status: what `why --json` prints. Times are RFC 3339; what is not
/// known is empty.
///
/// @param inStep whether the Secret is known to hold what the store has
/// @param since when the state began
/// @param status what is wrong with the status itself, as a sentence
/// @param next what happens next, as a sentence
/// @param unknownFields that the API server dropped from the resource, as far as that can be seen
@JsonInclude(JsonInclude.Include.NON_EMPTY)
record SyncExplanation(
        String resource,
        boolean inStep,
        State state,
        String since,
        String reason,
        String message,
        String cause,
        String place,
        String fix,
        String staleSince,
        int failures,
        String lastSync,
        String status,
        String nextTry,
        String next,
        String secret,
        List<String> unknownFields,
        List<SyncReport.Key> keys) {
    private static final String SEE_OPERATOR =
            "see whether lockstep-sync runs, and whether the store is of its controller class";

    /// The last three are of a resource of which it is not known whether it is in step.
    enum State {
        InStep,
        OutOfStep,
        NotLookedAt,
        EditNotLookedAt,
        RefreshOverdue
    }

    static SyncExplanation of(ExternalSecret resource, Instant now) {
        var metadata = resource.getMetadata();
        var status = resource.getStatus();
        var report = status.sync();
        var ready = status.conditions().stream()
                .filter(condition -> condition.type().equals("Ready"))
                .findFirst()
                .orElse(null);
        boolean deleted = metadata.getDeletionTimestamp() != null;
        var due = ready == null || deleted ? null : StatusAge.missed(resource, ready, now);
        var state = state(resource, ready, due);
        return new SyncExplanation(
                metadata.getNamespace() + "/" + metadata.getName(),
                state == State.InStep,
                state,
                since(resource, ready, state, due),
                ready == null ? "" : ready.reason(),
                ready == null ? "" : ready.message(),
                report.cause(),
                report.place(),
                report.fix(),
                report.staleSince(),
                Objects.requireNonNullElse(report.failures(), 0),
                status.refreshTime(),
                due == null ? "" : overdue(status.refreshTime(), ready, due, now),
                report.nextTry(),
                deleted ? "it is being deleted" : next(resource, state, due, now),
                status.binding() == null ? "" : status.binding().name(),
                UnknownFields.of(resource),
                report.keys());
    }

    /// The word for a table: the reason of a Secret that is known to be out of step, else what is not known.
    String shortReason() {
        return state == State.OutOfStep ? reason : state.toString();
    }

    /// The sentence for a table.
    String summary() {
        return switch (state) {
            case InStep, OutOfStep -> message;
            case NotLookedAt, EditNotLookedAt -> next;
            case RefreshOverdue -> status;
        };
    }

    private static State state(ExternalSecret resource, @Nullable Condition ready, @Nullable Instant due) {
        if (ready == null) {
            return State.NotLookedAt;
        }
        if (resource.getMetadata().getDeletionTimestamp() == null && StatusAge.isBeforeEdit(resource, ready)) {
            return State.EditNotLookedAt;
        }
        if (!isTrue(ready)) {
            return State.OutOfStep;
        }
        return due == null ? State.InStep : State.RefreshOverdue;
    }

    private static String since(
            ExternalSecret resource, @Nullable Condition ready, State state, @Nullable Instant due) {
        return switch (state) {
            case InStep, OutOfStep -> ready == null ? "" : ready.lastTransitionTime();
            case NotLookedAt ->
                Objects.requireNonNullElse(resource.getMetadata().getCreationTimestamp(), "");
            case EditNotLookedAt -> "";
            case RefreshOverdue -> due == null ? "" : due.toString();
        };
    }

    private static String overdue(String refreshTime, Condition ready, Instant due, Instant now) {
        return (isTrue(ready) ? "from " + Ages.ago(refreshTime, now) + "; refresh was due " : "a try was due ")
                + Ages.ago(due, now) + ": is lockstep-sync running?";
    }

    private static String next(ExternalSecret resource, State state, @Nullable Instant due, Instant now) {
        return switch (state) {
            case NotLookedAt -> "no operator has looked at it yet: " + SEE_OPERATOR;
            case EditNotLookedAt -> "the last edit has not been looked at yet; if that lasts, " + SEE_OPERATOR;
            case RefreshOverdue -> SEE_OPERATOR;
            case InStep -> whenGood(resource);
            case OutOfStep -> due == null ? whenBad(resource.getStatus().sync(), now) : SEE_OPERATOR;
        };
    }

    private static String whenGood(ExternalSecret resource) {
        return StatusAge.interval(resource.getSpec()) == null
                ? "looked at again when the resource or the Secret changes"
                : "looked at again each refreshInterval (" + resource.getSpec().refreshInterval() + ")"
                        + ", or at once when the resource or the Secret changes";
    }

    /// A time that is over, in a status that is not overdue, is that of a try whose failure was not told any more.
    private static String whenBad(SyncReport report, Instant now) {
        var next = Ages.instant(report.nextTry());
        if (next == null) {
            return "not in the status: when it is tried again is kept only by Lockstep's own CRDs";
        }
        return "tried again " + (next.isAfter(now) ? Ages.in(next, now) : "at least every 5 minutes")
                + ", or at once when the resource, its store or a credential changes";
    }

    private static boolean isTrue(Condition ready) {
        return ready.status().equals("True");
    }
}
