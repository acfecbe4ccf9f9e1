package dev.lockstep.sync.engine;

import dev.lockstep.sync.engine.Live.Facts;
import dev.lockstep.sync.engine.Rendered.Complete;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Decides, from what is wanted, what the stores answered and what is there. A failed fetch never shrinks or deletes
/// anything. The policies are those of ESO 2.9, except that a Secret is only removed when it is of our making and the
/// store itself says of every entry that it is gone.
public final class SyncPlanner {
    private SyncPlanner() {}

    public static SyncPlan plan(SyncSpec spec, Rendered rendered, Live live) {
        return switch (rendered) {
            case Rendered.Failed(var fault, _) -> new SyncPlan.Keep(fault);
            case Complete _ when spec.creation() == Creation.NONE -> new SyncPlan.Nothing();
            case Complete complete
            when complete.data().values().isEmpty() && !spec.isManifest() -> planForNothing(spec, complete, live);
            case Complete complete -> planFor(spec, complete.data(), live);
        };
    }

    /// ESO's order: an empty result is for the deletion policy to judge before the target is looked at.
    private static SyncPlan planForNothing(SyncSpec spec, Complete empty, Live live) {
        return switch (spec.deletion()) {
            case RETAIN -> new SyncPlan.Retain();
            case MERGE -> planFor(spec, empty.data(), live);
            case DELETE -> isAllGone(spec, empty) ? remove(spec, live) : new SyncPlan.Retain();
        };
    }

    private static boolean isAllGone(SyncSpec spec, Complete empty) {
        return !spec.entries().isEmpty()
                && empty.missing().size() == spec.entries().size();
    }

    private static SyncPlan remove(SyncSpec spec, Live live) {
        if (spec.creation() != Creation.OWNER) {
            return new SyncPlan.Keep(new Fault(
                    Cause.SPEC_INVALID,
                    "the store has nothing left, and deletionPolicy Delete does not reach a target of creationPolicy "
                            + spec.creation().spelled(),
                    "spec.target.deletionPolicy",
                    "choose Retain or Merge, or creationPolicy Owner"));
        }
        return switch (live) {
            case Live.Absent _ -> new SyncPlan.Gone();
            case Live.Present(_, var facts) -> remove(facts);
            case Live.Known(_, var facts) -> remove(facts);
            case Live.Damaged _ -> new SyncPlan.Retain();
            case Live.Foreign(var what) -> new SyncPlan.Keep(foreign(spec, what));
        };
    }

    private static SyncPlan remove(Facts facts) {
        return facts.ours() ? new SyncPlan.Remove(facts.mark()) : new SyncPlan.Retain();
    }

    private static SyncPlan planFor(SyncSpec spec, SecretData wanted, Live live) {
        return switch (live) {
            case Live.Absent _ when spec.creation() == Creation.MERGE -> new SyncPlan.Keep(missing(spec));
            case Live.Absent _, Live.Damaged _ -> new SyncPlan.Write(wanted, List.of(), Mark.NONE);
            case Live.Foreign(var what) -> new SyncPlan.Keep(foreign(spec, what));
            case Live.Present(var data, var facts) ->
                planOnto(
                        spec,
                        wanted,
                        facts,
                        data.values().keySet(),
                        spec.creation().merges() ? data.covers(wanted) : data.sameAs(wanted));
            case Live.Known(var fingerprint, var facts) ->
                planOnto(
                        spec,
                        wanted,
                        facts,
                        fingerprint.keys(),
                        spec.creation().merges() ? fingerprint.covers(wanted) : fingerprint.matches(wanted));
        };
    }

    private static SyncPlan planOnto(SyncSpec spec, SecretData wanted, Facts facts, Set<String> there, boolean same) {
        Set<String> stray = new HashSet<>(spec.creation().merges() ? facts.ownKeys() : there);
        stray.removeAll(wanted.values().keySet());
        boolean sameData = same && stray.isEmpty();
        if (sameData && facts.metadataMatches()) {
            return new SyncPlan.UpToDate(facts.mark());
        }
        return facts.immutable() && !sameData
                ? new SyncPlan.Keep(immutable(spec))
                : new SyncPlan.Write(wanted, stray.stream().sorted().toList(), facts.mark());
    }

    private static Fault missing(SyncSpec spec) {
        return new Fault(
                Cause.TARGET_MISSING,
                "there is no Secret " + spec.target() + " to write into, and creationPolicy Merge makes none",
                spec.origin(),
                "create it, or choose creationPolicy CreateOrMerge");
    }

    private static Fault foreign(SyncSpec spec, String what) {
        return new Fault(
                Cause.TARGET_FOREIGN,
                what + " stands in the place of Secret " + spec.target(),
                spec.origin(),
                spec.isManifest()
                        ? "take it away, or give the Secret of the manifest another name"
                        : "choose another spec.target.name");
    }

    private static Fault immutable(SyncSpec spec) {
        return new Fault(
                Cause.TARGET_IMMUTABLE,
                "Secret " + spec.target() + " is immutable and holds other data",
                spec.origin(),
                "delete the Secret to have it made anew");
    }
}
