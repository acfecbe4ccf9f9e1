package dev.lockstep.sync.engine;

import dev.lockstep.sync.engine.Due.Why;
import dev.lockstep.sync.engine.Live.Facts;
import dev.lockstep.sync.engine.Rendered.Complete;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Decides what to write from the spec, the stores' answers and the target's content. A failed fetch never shrinks or
/// deletes anything. The policies are those of ESO 2.9, except that a Secret is only removed when it is our own
/// and the store itself says of every entry that it is gone.
public final class SyncPlanner {
    private final WriteRules rules;

    public SyncPlanner(WriteRules rules) {
        this.rules = rules;
    }

    /// @param why what made the reconcile due
    public SyncPlan plan(SyncSpec spec, Rendered rendered, Live live, Why why) {
        return switch (rendered) {
            case Rendered.Failed(var error, _) -> new SyncPlan.Keep(error);
            case Complete _ when spec.creation() == Creation.NONE -> new SyncPlan.Nothing();
            case Complete complete
            when complete.data().values().isEmpty() && !spec.isManifest() -> planForNothing(spec, complete, live, why);
            case Complete complete -> planFor(spec, complete.data(), live, why);
        };
    }

    private SyncPlan planForNothing(SyncSpec spec, Complete empty, Live live, Why why) {
        return switch (spec.deletion()) {
            case RETAIN -> retain(spec, live);
            case MERGE -> planFor(spec, empty.data(), live, why);
            case DELETE -> isAllGone(spec, empty) ? remove(spec, live) : retain(spec, live);
        };
    }

    private static boolean isAllGone(SyncSpec spec, Complete empty) {
        return !spec.entries().isEmpty()
                && empty.missing().size() == spec.entries().size();
    }

    /// Only what is there can be kept; ESO says so of a Secret that never was.
    private static SyncPlan retain(SyncSpec spec, Live live) {
        return switch (live) {
            case Live.Absent _ -> new SyncPlan.Keep(nothing(spec));
            case Live.Damaged _ -> new SyncPlan.Retain();
            case Live.Foreign(var what) -> new SyncPlan.Keep(foreign(spec, what));
            case Live.Present(_, var facts) -> retain(spec, facts);
            case Live.Known(_, var facts) -> retain(spec, facts);
        };
    }

    private static SyncPlan retain(SyncSpec spec, Facts facts) {
        boolean kept = spec.creation().merges()
                ? !facts.ownKeys().isEmpty()
                : facts.writtenBy().isEmpty();
        return kept ? new SyncPlan.Retain() : new SyncPlan.Keep(nothing(spec));
    }

    private static SyncPlan remove(SyncSpec spec, Live live) {
        if (spec.creation() != Creation.OWNER) {
            return new SyncPlan.Keep(new SyncError(
                    Cause.SPEC_INVALID,
                    "the store has nothing left, and deletionPolicy Delete does not reach a target of creationPolicy "
                            + spec.creation().spelled(),
                    "spec.target.deletionPolicy",
                    "choose Retain or Merge, or creationPolicy Owner"));
        }
        return switch (live) {
            case Live.Absent _ -> new SyncPlan.Gone();
            case Live.Present(_, var facts) -> remove(spec, facts);
            case Live.Known(_, var facts) -> remove(spec, facts);
            case Live.Damaged _ -> new SyncPlan.Retain();
            case Live.Foreign(var what) -> new SyncPlan.Keep(foreign(spec, what));
        };
    }

    private static SyncPlan remove(SyncSpec spec, Facts facts) {
        return facts.ours() ? new SyncPlan.Remove(facts.objectVersion()) : retain(spec, facts);
    }

    private SyncPlan planFor(SyncSpec spec, SecretData wanted, Live live, Why why) {
        return switch (live) {
            case Live.Absent _ when spec.creation() == Creation.MERGE -> new SyncPlan.Keep(missing(spec));
            case Live.Absent _, Live.Damaged _ ->
                rules.refusal(spec, "") instanceof SyncError refusal
                        ? new SyncPlan.Keep(refusal)
                        : new SyncPlan.Write(wanted, List.of(), ObjectVersion.NONE);
            case Live.Foreign(var what) -> new SyncPlan.Keep(foreign(spec, what));
            case Live.Present(var data, var facts) ->
                planOnto(
                        spec,
                        wanted,
                        facts,
                        data.values().keySet(),
                        spec.creation().merges() ? data.covers(wanted) : data.sameAs(wanted),
                        why);
            case Live.Known(var fingerprint, var facts) ->
                planOnto(
                        spec,
                        wanted,
                        facts,
                        fingerprint.keys(),
                        spec.creation().merges() ? fingerprint.covers(wanted) : fingerprint.matches(wanted),
                        why);
        };
    }

    private SyncPlan planOnto(SyncSpec spec, SecretData wanted, Facts facts, Set<String> there, boolean same, Why why) {
        Set<String> stray = new HashSet<>(spec.creation().merges() ? facts.ownKeys() : there);
        stray.removeAll(wanted.values().keySet());
        boolean sameData = same && stray.isEmpty();
        if (sameData && (facts.metadataMatches() || isLeftToOthers(spec, facts, why))) {
            return new SyncPlan.UpToDate(facts.objectVersion());
        }
        if (rules.refusal(spec, facts.type()) instanceof SyncError refusal) {
            return new SyncPlan.Keep(refusal);
        }
        if (facts.immutable() && !sameData) {
            return new SyncPlan.Keep(immutable(spec));
        }
        var gone = stray.stream().sorted().toList();
        if (spec.creation().merges() || facts.writtenBy().isEmpty()) {
            return new SyncPlan.Write(wanted, gone, facts.objectVersion());
        }
        var taken = there.stream()
                .filter(wanted.values().keySet()::contains)
                .sorted()
                .toList();
        return adopt(spec, wanted, facts, new Adoption(spec.target(), facts.writtenBy(), taken, gone));
    }

    /// In a Secret that others write into too, labels and annotations are put right when a refresh is due anyway, and
    /// not whenever somebody changes them: two programs that both do so would never come to an end.
    private static boolean isLeftToOthers(SyncSpec spec, Facts facts, Why why) {
        return spec.creation().merges() && facts.ours() && why == Why.TARGET_CHANGED;
    }

    private SyncPlan adopt(SyncSpec spec, SecretData wanted, Facts facts, Adoption adoption) {
        boolean allowed = switch (rules.adoption()) {
            case ESO -> true;
            case SAME_KEYS -> adoption.gone().isEmpty();
            case NEVER -> false;
        };
        return allowed
                ? new SyncPlan.Write(wanted, adoption.gone(), facts.objectVersion(), adoption)
                : new SyncPlan.Keep(notAdopted(spec, adoption));
    }

    private SyncError notAdopted(SyncSpec spec, Adoption adoption) {
        return new SyncError(
                Cause.TARGET_FOREIGN,
                "Secret " + spec.target() + " was made by " + Adoption.list(adoption.from())
                        + " and is not taken over: --adoption="
                        + rules.adoption().spelled()
                        + (rules.adoption() == AdoptionPolicy.SAME_KEYS
                                ? ", and these keys would go: " + Adoption.list(adoption.gone())
                                : ""),
                spec.origin(),
                "delete the Secret, choose another spec.target.name, or write into it with creationPolicy Merge");
    }

    private static SyncError nothing(SyncSpec spec) {
        return new SyncError(
                Cause.VALUE_INVALID,
                "the store has nothing to write, and there is no Secret " + spec.target() + " of this resource to keep",
                spec.origin(),
                "store a value, or choose deletionPolicy Merge to have an empty Secret");
    }

    private static SyncError missing(SyncSpec spec) {
        return new SyncError(
                Cause.TARGET_MISSING,
                "there is no Secret " + spec.target() + " to write into, and creationPolicy Merge makes none",
                spec.origin(),
                "create it, or choose creationPolicy CreateOrMerge");
    }

    private static SyncError foreign(SyncSpec spec, String what) {
        return new SyncError(
                Cause.TARGET_FOREIGN,
                what + " stands in the place of Secret " + spec.target(),
                spec.origin(),
                spec.isManifest()
                        ? "remove it, or give the Secret of the manifest another name"
                        : "choose another spec.target.name");
    }

    private static SyncError immutable(SyncSpec spec) {
        return new SyncError(
                Cause.TARGET_IMMUTABLE,
                "Secret " + spec.target() + " is immutable and holds other data",
                spec.origin(),
                "delete the Secret to have it created again");
    }
}
