package dev.lockstep.sync;

import dev.lockstep.problem.LockstepException;
import dev.lockstep.sync.engine.Fetched;
import dev.lockstep.sync.engine.Live;
import dev.lockstep.sync.engine.Outcome;
import dev.lockstep.sync.engine.Outcome.Result;
import dev.lockstep.sync.engine.PrunePlan;
import dev.lockstep.sync.engine.RemoteRef;
import dev.lockstep.sync.engine.SecretName;
import dev.lockstep.sync.engine.SyncPlan;
import dev.lockstep.sync.engine.SyncPlanner;
import dev.lockstep.sync.engine.SyncSpec;
import dev.lockstep.sync.store.SecretStore;
import dev.lockstep.sync.target.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// One pass over a list of wishes: fetch, look, decide, apply. The one place that knows the order of the steps.
public final class SyncPass {
    private final SecretStore store;
    private final Target target;

    public SyncPass(SecretStore store, Target target) {
        this.store = store;
        this.target = target;
    }

    /// Brings every wish about as far as it goes; one that fails leaves the others alone and what was there before in
    /// place.
    public List<Outcome> run(List<SyncSpec> specs) {
        var fetched = store.fetch(specs.stream().map(SyncSpec::source).toList());
        var outcomes = new ArrayList<Outcome>(specs.size());
        for (var spec : specs) {
            outcomes.add(new Outcome(spec.target().toString(), spec.origin(), result(spec, answer(fetched, spec))));
        }
        return outcomes;
    }

    /// Removes what no wish is left for. Only for a pass whose wishes are complete: none was refused.
    ///
    /// @param limit how much of what is there may go, in percent
    public List<Outcome> prune(List<SyncSpec> specs, int limit) {
        var wanted = specs.stream().map(SyncSpec::target).collect(Collectors.toSet());
        try {
            return switch (PrunePlan.of(wanted, target.owned(), limit)) {
                case PrunePlan.Hold(var problem) -> List.of(new Outcome("", "", new Result.Refused(problem)));
                case PrunePlan.Remove(var names) ->
                    names.stream()
                            .map(name -> new Outcome(name.toString(), "", apply(name, new SyncPlan.Remove())))
                            .toList();
            };
        } catch (LockstepException e) {
            return List.of(new Outcome("", "", new Result.Refused(e.problem())));
        }
    }

    private static Fetched answer(Map<RemoteRef, Fetched> fetched, SyncSpec spec) {
        var answer = fetched.get(spec.source());
        if (answer == null) {
            throw new IllegalStateException("the store gave no answer for a reference");
        }
        return answer;
    }

    private Result result(SyncSpec spec, Fetched fetched) {
        try {
            var live = target.live(spec.target());
            try {
                return apply(spec.target(), SyncPlanner.plan(spec, fetched, live));
            } finally {
                if (live instanceof Live.Present(var data)) {
                    data.close();
                }
            }
        } catch (LockstepException e) {
            return new Result.Refused(e.problem());
        }
    }

    private Result apply(SecretName name, SyncPlan plan) {
        try {
            return switch (plan) {
                case SyncPlan.Write(var data, var version) -> {
                    target.write(name, data);
                    yield new Result.Written(version);
                }
                case SyncPlan.UpToDate(var version) -> new Result.Unchanged(version);
                case SyncPlan.Keep(var problem) -> new Result.Refused(problem);
                case SyncPlan.Remove _ -> {
                    target.remove(name);
                    yield new Result.Removed();
                }
            };
        } catch (LockstepException e) {
            return new Result.Refused(e.problem());
        }
    }
}
