package dev.lockstep.sync.engine;

import dev.lockstep.problem.Kind;
import dev.lockstep.problem.Problem;

/// Decides, from what is wanted, what the store answered and what is there. A failed fetch never shrinks or deletes
/// anything.
public final class SyncPlanner {
    private SyncPlanner() {}

    public static SyncPlan plan(SyncSpec spec, Fetched fetched, Live live) {
        return switch (fetched) {
            case Fetched.Failed(var problem) -> new SyncPlan.Keep(problem);
            case Fetched.Absent _ ->
                new SyncPlan.Keep(new Problem(
                        Kind.FILE_NOT_FOUND,
                        "the store has no such secret",
                        spec.origin(),
                        "create it, or take the reference away"));
            case Fetched.Found(var data, var version) ->
                switch (live) {
                    case Live.Foreign(var what) ->
                        new SyncPlan.Keep(new Problem(
                                Kind.OUTPUT_UNWRITABLE,
                                what + " stands in the place of Secret " + spec.target(),
                                spec.origin(),
                                "move it away, or write to another directory"));
                    case Live.Present(var present) when present.sameAs(data) -> new SyncPlan.UpToDate(version);
                    case Live.Present _, Live.Damaged _, Live.Absent _ -> new SyncPlan.Write(data, version);
                };
        };
    }
}
