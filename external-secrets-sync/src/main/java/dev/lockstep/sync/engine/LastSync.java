package dev.lockstep.sync.engine;

import dev.lockstep.sync.engine.SyncStatus.Ready;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Holds what the status keeps of a resource between reconciles.
///
/// @param refreshedAt when the last reconcile began that ended well; null if none did
/// @param version the spec's version at that reconcile
/// @param target the state in which the target was left
/// @param bound the name of the target Secret, empty if none was written and none of that name is another's
/// @param staleSince since when the target may hold less than the newest; null if it does not
/// @param failures passes that failed since the last good one, counted as far as they lengthen the wait
/// @param lastReported what the status said after the last reconcile
public record LastSync(
        @Nullable Instant refreshedAt,
        String version,
        ObjectVersion target,
        String bound,
        @Nullable Instant staleSince,
        int failures,
        LastReported lastReported) {
    public static final LastSync NEVER = new LastSync(null, "", ObjectVersion.NONE, "", null, 0, LastReported.NOTHING);

    /// Whether the last good reconcile left a Secret, as far as is known.
    boolean hasTarget() {
        return refreshedAt != null
                && !bound.isEmpty()
                && !lastReported.ready().reason().equals(Ready.DELETED)
                && !lastReported.ready().reason().equals(Ready.MISSING);
    }

    /// Whether a target was left and nothing is known of its state: the status was written by ESO, or under its CRDs,
    /// which keep no such thing.
    public boolean isTargetUnknown() {
        return hasTarget() && target.equals(ObjectVersion.NONE);
    }

    /// The same with the state in which the target was left.
    public LastSync leaving(ObjectVersion state) {
        return new LastSync(refreshedAt, version, state, bound, staleSince, failures, lastReported);
    }

    LastSync telling(LastReported news) {
        return new LastSync(refreshedAt, version, target, bound, staleSince, failures, news);
    }

    LastSync bindingTo(String name) {
        return new LastSync(refreshedAt, version, target, name, staleSince, failures, lastReported);
    }

    /// What the last reconcile left in the status, whether it ended well or not.
    ///
    /// @param version the spec's version at that reconcile
    /// @param nextTry when asking again made sense after a failure; null if it ended well
    public record LastReported(String version, @Nullable Instant nextTry, Ready ready) {
        public static final LastReported NOTHING = new LastReported("", null, new Ready(false, "", ""));
    }
}
