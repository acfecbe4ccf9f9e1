package dev.lockstep.sync;

import dev.lockstep.problem.LockstepException;
import dev.lockstep.sync.engine.Cause;
import dev.lockstep.sync.engine.Due;
import dev.lockstep.sync.engine.Due.Why;
import dev.lockstep.sync.engine.FetchPlan;
import dev.lockstep.sync.engine.FetchedValues;
import dev.lockstep.sync.engine.LastSync;
import dev.lockstep.sync.engine.Live;
import dev.lockstep.sync.engine.ObjectVersion;
import dev.lockstep.sync.engine.Outcome;
import dev.lockstep.sync.engine.Outcome.Result;
import dev.lockstep.sync.engine.PrunePlan;
import dev.lockstep.sync.engine.RefreshPolicy;
import dev.lockstep.sync.engine.Rendered;
import dev.lockstep.sync.engine.Rendering;
import dev.lockstep.sync.engine.SyncError;
import dev.lockstep.sync.engine.SyncPlan;
import dev.lockstep.sync.engine.SyncPlanner;
import dev.lockstep.sync.engine.SyncSpec;
import dev.lockstep.sync.engine.Trigger;
import dev.lockstep.sync.engine.WriteRules;
import dev.lockstep.sync.sink.Target;
import dev.lockstep.sync.sink.TargetException;
import dev.lockstep.sync.store.ByteBudget;
import dev.lockstep.sync.store.StoreGateway;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Reconciles one spec: checks whether it is due, fetches, renders, plans, applies. The one place that knows the order
/// of the steps.
public final class Reconciliation {
    private static final int LOOKS = 3;

    /// For memory that others of the namespace hold.
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final SyncError NO_ROOM = new SyncError(
            Cause.THROTTLED,
            "other resources of the namespace fill the memory that it may use",
            "",
            "use smaller Secrets, or give lockstep-sync more memory");
    private static final SyncError ENDING = new SyncError(Cause.UNREACHABLE, "the program is ending", "", "");

    private final StoreGateway gateway;
    private final Target target;
    private final SyncPlanner planner;
    private final InstantSource clock;
    private final ByteBudget memory = ByteBudget.ofHeap(6);

    public Reconciliation(StoreGateway gateway, Target target, WriteRules rules, InstantSource clock) {
        this.gateway = gateway;
        this.target = target;
        this.planner = new SyncPlanner(rules);
        this.clock = clock;
    }

    /// Brings a spec about as far as it goes; if that fails, what was there before stays. Throws nothing for what
    /// stores and targets do.
    public Outcome run(SyncSpec spec, LastSync last, Trigger trigger) {
        var start = clock.instant();
        Why why = null;
        try {
            switch (RefreshPolicy.due(spec, last, target.look(spec), trigger, start)) {
                case Due.Later(var at) -> {
                    return outcome(spec, new Result.Waiting(), null, start, at);
                }
                case Due.Now now -> {
                    why = now.why();
                    return sync(spec, now, start);
                }
            }
        } catch (TargetException e) {
            var next = e.pause().isZero() ? Instant.MIN : clock.instant().plus(e.pause());
            return outcome(spec, new Result.Refused(e.error()), why, start, next);
        } catch (LockstepException e) {
            return outcome(spec, new Result.Refused(SyncError.of(e.problem())), why, start, Instant.MIN);
        }
    }

    /// What is remembered, with the state of the target if only that is missing and the target shows it.
    ///
    /// @return the same object if there is nothing to add
    /// @throws TargetException if the target cannot be looked at
    public LastSync recognise(SyncSpec spec, LastSync last) {
        if (!last.isTargetUnknown()) {
            return last;
        }
        var state = target.recognise(spec);
        return state.equals(ObjectVersion.NONE) ? last : last.leaving(state);
    }

    private Outcome sync(SyncSpec spec, Due.Now due, Instant start) {
        try (FetchedValues answers = gateway.fetch(spec.resourceKey(), FetchPlan.of(spec), due);
                var room = memory.share(spec.resourceKey().namespace())) {
            if (!room.await(Rendering.room(spec, answers), PATIENCE)) {
                return outcome(
                        spec,
                        new Result.Refused(NO_ROOM),
                        due.why(),
                        start,
                        clock.instant().plus(PATIENCE));
            }
            return render(spec, answers, due, start);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return outcome(spec, new Result.Refused(ENDING), due.why(), start, Instant.MIN);
        }
    }

    private Outcome render(SyncSpec spec, FetchedValues answers, Due.Now due, Instant start) {
        try (Rendered rendered = Rendering.of(spec, answers)) {
            return switch (rendered) {
                case Rendered.Failed(var error, var nextTry) ->
                    outcome(spec, new Result.Refused(error), due.why(), start, nextTry);
                case Rendered.Complete complete ->
                    outcome(spec, settle(spec, complete, due.why()), due.why(), start, Instant.MIN);
            };
        }
    }

    /// A target that changed between the look at it and the write is looked at again: the decision was made on
    /// something else.
    private Result settle(SyncSpec spec, Rendered.Complete rendered, Why why) {
        for (int looks = 1; ; looks++) {
            try (Live live = target.live(spec)) {
                var plan = planner.plan(spec, rendered, live, why);
                var result = apply(spec, plan, rendered, live instanceof Live.Absent);
                if (result instanceof Result.Written || result instanceof Result.Unchanged) {
                    target.tidy(spec);
                }
                return result;
            } catch (TargetException e) {
                if (!e.reread() || looks == LOOKS) {
                    throw e;
                }
            }
        }
    }

    private Result apply(SyncSpec spec, SyncPlan plan, Rendered.Complete rendered, boolean created) {
        return switch (plan) {
            case SyncPlan.Write write ->
                new Result.Written(
                        created, rendered.origins(), rendered.missing(), target.write(spec, write), write.adoption());
            case SyncPlan.UpToDate(var objectVersion) ->
                new Result.Unchanged(rendered.origins(), rendered.missing(), objectVersion);
            case SyncPlan.Keep(var error) -> new Result.Refused(error);
            case SyncPlan.Retain _ -> new Result.Retained();
            case SyncPlan.Nothing _ -> new Result.NotWritten(rendered.origins());
            case SyncPlan.Gone _ -> new Result.Gone();
            case SyncPlan.Remove(var basis) -> {
                target.remove(spec.target(), basis);
                yield new Result.Removed(rendered.missing());
            }
        };
    }

    private static Outcome outcome(SyncSpec spec, Result result, @Nullable Why why, Instant start, Instant next) {
        return new Outcome(spec.resourceKey().toString(), spec.origin(), result, why, start, next);
    }

    /// Removes what no spec is left for. Only for a reconcile whose specs are complete: none was refused.
    ///
    /// @param limit how much of what is there may go, in percent
    public List<Outcome> prune(List<SyncSpec> specs, int limit) {
        var wanted = specs.stream().map(SyncSpec::target).collect(Collectors.toSet());
        try {
            return switch (PrunePlan.of(wanted, target.owned(), limit)) {
                case PrunePlan.Hold(var problem) -> List.of(pruning("", new Result.Refused(SyncError.of(problem))));
                case PrunePlan.Remove(var names) ->
                    names.stream()
                            .map(name -> {
                                target.remove(name, ObjectVersion.NONE);
                                return pruning(name.toString(), new Result.Removed(List.of()));
                            })
                            .toList();
            };
        } catch (TargetException e) {
            return List.of(pruning("", new Result.Refused(e.error())));
        } catch (LockstepException e) {
            return List.of(pruning("", new Result.Refused(SyncError.of(e.problem()))));
        }
    }

    private static Outcome pruning(String subject, Result result) {
        return Outcome.without(subject, "", result);
    }
}
