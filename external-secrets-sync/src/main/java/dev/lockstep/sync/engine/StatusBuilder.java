package dev.lockstep.sync.engine;

import dev.lockstep.problem.ProblemText;
import dev.lockstep.sync.engine.LastSync.LastReported;
import dev.lockstep.sync.engine.Outcome.Result;
import dev.lockstep.sync.engine.SyncStatus.Event;
import dev.lockstep.sync.engine.SyncStatus.Ready;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Builds the status of a resource from the outcome of a reconcile. The texts of success are those of ESO 2.9.
final class StatusBuilder {
    private static final Ready SYNCED = new Ready(true, Ready.SYNCED, "secret synced");
    private static final Ready RETAINED = new Ready(true, Ready.SYNCED, "secret retained due to DeletionPolicy=Retain");
    private static final Ready KEPT = new Ready(
            true,
            Ready.SYNCED,
            "secret retained: it is deleted only if Lockstep created it and the store reports every entry as deleted");
    private static final Ready REMOVED = new Ready(true, Ready.DELETED, "secret deleted due to DeletionPolicy=Delete");

    private final SyncSpec spec;
    private final LastSync last;
    private final Outcome outcome;

    private StatusBuilder(SyncSpec spec, LastSync last, Outcome outcome) {
        this.spec = spec;
        this.last = last;
        this.outcome = outcome;
    }

    static SyncStatus of(SyncSpec spec, LastSync last, Outcome outcome) {
        return new StatusBuilder(spec, last, outcome).status();
    }

    private SyncStatus status() {
        return switch (outcome.result()) {
            case Result.Waiting _ -> waiting();
            case Result.Written(var created, var origins, var missing, var objectVersion, var adoption) -> {
                var events = missingEvents(missing);
                events.add(created ? normal("Created", "secret created") : normal("Updated", "secret updated"));
                if (adoption != null) {
                    // Never before the write: what is told has happened.
                    events.add(new Event(!adoption.gone().isEmpty(), Event.ADOPTED, adoption.line()));
                }
                yield well(SYNCED, objectVersion, spec.target().name(), origins, events);
            }
            case Result.Unchanged(var origins, _, var objectVersion) ->
                well(SYNCED, objectVersion, spec.target().name(), origins, List.of());
            case Result.NotWritten(var origins) -> well(SYNCED, last.target(), last.bound(), origins, List.of());
            case Result.Retained _ ->
                well(
                        spec.deletion() == Deletion.RETAIN ? RETAINED : KEPT,
                        last.target(),
                        last.bound(),
                        List.of(),
                        List.of());
            case Result.Gone _ -> well(REMOVED, ObjectVersion.NONE, last.bound(), List.of(), List.of());
            case Result.Removed(var missing) -> {
                var events = missingEvents(missing);
                events.add(normal(Event.DELETED, REMOVED.message()));
                yield well(REMOVED, ObjectVersion.NONE, last.bound(), List.of(), events);
            }
            case Result.Refused(var error) -> refused(error);
        };
    }

    /// A policy may have nothing to do for a new version of the resource; that it was looked at is told all the same.
    private SyncStatus waiting() {
        var lastReported = last.lastReported();
        boolean seen = spec.version().equals(lastReported.version())
                || lastReported.ready().reason().isEmpty();
        var now = seen
                ? last
                : last.telling(new LastReported(spec.version(), lastReported.nextTry(), lastReported.ready()));
        return new SyncStatus(lastReported.ready(), now, null, List.of(), outcome.next(), List.of(), !seen);
    }

    private SyncStatus refused(SyncError error) {
        boolean there = switch (error.cause()) {
            case TARGET_MISSING, TARGET_FOREIGN -> false;
            default -> outcome.why() != Due.Why.TARGET_MISSING;
        };
        // As ESO 2.9 has it: the Secret that the resource is for, although it is another's.
        var before = error.cause() == Cause.TARGET_FOREIGN
                ? last.bindingTo(spec.target().name())
                : last;
        return refused(spec.resourceKey(), spec.version(), before, error, there, outcome.startedAt(), outcome.next());
    }

    private SyncStatus well(Ready ready, ObjectVersion target, String bound, List<KeyOrigin> keys, List<Event> events) {
        // To the second, as the status tells it, would be too early: the next reconcile could take this one's answer
        // for a
        // newer one.
        var at = outcome.startedAt().truncatedTo(ChronoUnit.MILLIS);
        var now =
                new LastSync(at, spec.version(), target, bound, null, 0, new LastReported(spec.version(), null, ready));
        return new SyncStatus(
                ready, now, null, keys, RefreshPolicy.next(spec, outcome.startedAt()), events, isNews(now));
    }

    private boolean isNews(LastSync now) {
        var before = last.refreshedAt();
        return before == null
                || before.isAfter(now.refreshedAt())
                || !before.plus(SyncStatus.RENEWED_AFTER).isAfter(now.refreshedAt())
                || !now.equals(new LastSync(
                        now.refreshedAt(),
                        last.version(),
                        last.target(),
                        last.bound(),
                        last.staleSince(),
                        last.failures(),
                        last.lastReported()));
    }

    private static List<Event> missingEvents(List<String> missing) {
        List<Event> events = new ArrayList<>();
        missing.forEach(entry ->
                events.add(normal("MissingProviderSecret", "secret does not exist at provider using " + entry)));
        return events;
    }

    private static Event normal(String reason, String message) {
        return new Event(false, reason, message);
    }

    /// @param there whether the Secret that was written last may still be there
    /// @param at when it was refused
    /// @param notBefore when asking again makes sense, as far as that is known
    static SyncStatus refused(
            ResourceKey resourceKey,
            String version,
            LastSync last,
            SyncError error,
            boolean there,
            Instant at,
            Instant notBefore) {
        int failures = Math.min(last.failures() + 1, RetryBackoff.MOST_FAILURES);
        var next = nextTry(resourceKey, error, failures, at, notBefore);
        var stale = there ? staleSince(last, at) : null;
        var ready = ready(error, stale);
        boolean isNews = !ready.equals(last.lastReported().ready());
        var events = isNews ? List.of(failure(error)) : List.<Event>of();
        var now = new LastSync(
                last.refreshedAt(),
                last.version(),
                last.target(),
                last.bound(),
                stale,
                failures,
                new LastReported(version, next, ready));
        boolean changed = isNews
                || failures != last.failures()
                || !version.equals(last.lastReported().version());
        return new SyncStatus(ready, now, error, List.of(), next, events, changed);
    }

    private static Event failure(SyncError error) {
        return new Event(true, "UpdateFailed", error.cause().spelled() + ": " + error.line());
    }

    private static @Nullable Instant staleSince(LastSync last, Instant at) {
        if (last.staleSince() != null) {
            return last.staleSince();
        }
        return last.hasTarget() ? at.truncatedTo(ChronoUnit.SECONDS) : null;
    }

    /// The wait grows with each failure; what the store asks for is honoured, up to the longest wait there is.
    private static Instant nextTry(
            ResourceKey resourceKey, SyncError error, int failures, Instant at, Instant notBefore) {
        var remedy = error.cause().remedy();
        var next = at.plus(RetryBackoff.after(failures, remedy, RefreshJitter.fraction(resourceKey.uid(), failures)));
        var last = at.plus(RetryBackoff.LONGEST);
        if (notBefore.isAfter(last)) {
            return remedy == Cause.Remedy.TIME ? last : next;
        }
        return notBefore.isAfter(next) ? notBefore : next;
    }

    /// Says nothing that changes from one failure to the next of the same kind.
    private static Ready ready(SyncError error, @Nullable Instant staleSince) {
        var reason = switch (error.cause()) {
            case NOT_SERVED -> Ready.NOT_SERVED;
            case TARGET_MISSING -> Ready.MISSING;
            default -> Ready.ERROR;
        };
        var rest = new StringBuilder();
        if (staleSince != null) {
            rest.append("; the Secret holds the last good data, which may be stale since ")
                    .append(staleSince);
        }
        rest.append(
                switch (error.cause().remedy()) {
                    case TIME -> "; tried again at least every minute";
                    case CHANGE -> "; looked at again after a change, and at least every 5 minutes";
                });
        if (!error.next().isEmpty()) {
            rest.append("; to do: ").append(error.next());
        }
        var problem = error.cause().spelled() + ": " + error.lineWithCauses();
        return new Ready(false, reason, ProblemText.conditionMessage(problem, rest.toString()));
    }
}
