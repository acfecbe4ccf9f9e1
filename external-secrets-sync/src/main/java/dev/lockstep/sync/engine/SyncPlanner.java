package dev.lockstep.sync.engine;

import java.util.List;

/// Decides, from what is wanted, what the stores answered and what is there. A failed fetch never shrinks or deletes
/// anything.
public final class SyncPlanner {
    private SyncPlanner() {}

    public static SyncPlan plan(SyncSpec spec, Rendered rendered, Live live) {
        return switch (rendered) {
            case Rendered.Failed(var fault, _) -> new SyncPlan.Keep(fault);
            case Rendered.Complete(var data, _, _) ->
                switch (live) {
                    case Live.Foreign(var what) ->
                        new SyncPlan.Keep(new Fault(
                                Cause.TARGET_FOREIGN,
                                what + " stands in the place of Secret " + spec.target(),
                                spec.origin(),
                                "move it away, or write to another directory"));
                    case Live.Present(var present, var facts)
                    when present.sameAs(data) -> new SyncPlan.UpToDate(facts.mark());
                    case Live.Known(var fingerprint, var facts)
                    when fingerprint.matches(data) -> new SyncPlan.UpToDate(facts.mark());
                    case Live.Present(_, var facts) -> new SyncPlan.Write(data, List.of(), facts.mark());
                    case Live.Known(_, var facts) -> new SyncPlan.Write(data, List.of(), facts.mark());
                    case Live.Damaged _, Live.Absent _ -> new SyncPlan.Write(data, List.of(), Mark.NONE);
                };
        };
    }
}
