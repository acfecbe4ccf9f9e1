package dev.lockstep.sync.engine;

import dev.lockstep.sync.engine.Due.Why;
import dev.lockstep.sync.engine.SyncStatus.Ready;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Decides whether a reconcile has to ask the stores. The rules are those of ESO 2.9 (when a refresh is due, and when a
/// target counts as valid), with three additions: a failure is retried when its wait is over, a change of the store or
/// of what it holds brings a reconcile about, and each resource has a beat of its own within the interval.
///
/// How old an answer may be: a reconcile of the interval takes what another consumer read since the resource's last
/// reconcile, but not what that reconcile read itself. So one consumer of a key reads once an interval, a thousand of
/// them read hardly more often, and a change arrives within the interval.
public final class RefreshPolicy {
    private static final Duration RECENT = Duration.ofSeconds(10);
    private static final Duration SHORTEST_MARGIN = Duration.ofMillis(250);

    private final SyncSpec spec;
    private final LastSync last;
    private final TargetMetadata target;
    private final Trigger trigger;
    private final Instant now;

    private RefreshPolicy(SyncSpec spec, LastSync last, TargetMetadata target, Trigger trigger, Instant now) {
        this.spec = spec;
        this.last = last;
        this.target = target;
        this.trigger = trigger;
        this.now = now;
    }

    public static Due due(SyncSpec spec, LastSync last, TargetMetadata target, Trigger trigger, Instant now) {
        return new RefreshPolicy(spec, last, target, trigger, now).due();
    }

    /// When the next reconcile is due after one that ended well; [Instant#MAX] if only a change brings one.
    static Instant next(SyncSpec spec, Instant startedAt) {
        return interval(spec) instanceof Duration interval
                ? RefreshJitter.next(spec.resourceKey().uid(), interval, startedAt)
                : Instant.MAX;
    }

    private Due due() {
        if (isNewSpec()) {
            return last.lastReported().version().isEmpty()
                    ? new Due.Now(Why.NEVER_SYNCED, recent())
                    : new Due.Now(Why.SPEC_CHANGED, now);
        }
        if (trigger instanceof Trigger.StoreChanged(var at) && !isInStep()) {
            return new Due.Now(Why.STORE_CHANGED, at);
        }
        if (trigger instanceof Trigger.SourceChanged(var readAt) && (!isInStep() || interval(spec) != null)) {
            return new Due.Now(Why.SOURCE_CHANGED, readAt);
        }
        if (targetReason() instanceof Why why) {
            return new Due.Now(why, interval(spec) instanceof Duration interval ? now.minus(interval) : recent());
        }
        if (last.failures() > 0) {
            return retry();
        }
        return last.refreshedAt() == null ? new Due.Now(Why.NEVER_SYNCED, recent()) : periodic(last.refreshedAt());
    }

    /// Whether the spec changed since the last reconcile, and its refresh policy takes notice.
    private boolean isNewSpec() {
        return !spec.version().equals(last.lastReported().version()) && !(isInStep() && isSettled());
    }

    /// Whether the policy asks the store no more after one success.
    private boolean isSettled() {
        return switch (spec.refresh()) {
            case Refresh.CreatedOnce _ -> true;
            case Refresh.OnChange _ -> spec.version().equals(last.version());
            case Refresh.Periodic(var interval) -> interval.isZero();
        };
    }

    private boolean isInStep() {
        return last.refreshedAt() != null && last.failures() == 0;
    }

    /// What is wrong with the target; null if nothing is, or if its policy does not mind until the next reconcile.
    private @Nullable Why targetReason() {
        return switch (spec.creation()) {
            case NONE, ORPHAN -> null;
            case OWNER, CREATE_OR_MERGE, MERGE ->
                switch (target) {
                    case TargetMetadata.Absent _ -> isMissed() ? Why.TARGET_MISSING : null;
                    case TargetMetadata.There(var objectVersion, _) ->
                        isChanged(objectVersion) ? Why.TARGET_CHANGED : null;
                };
        };
    }

    /// A target that was removed by policy, or that Merge waits for and has said so, is not missed.
    private boolean isMissed() {
        return last.hasTarget();
    }

    private boolean isChanged(ObjectVersion objectVersion) {
        return (last.refreshedAt() != null && !last.bound().isEmpty() || isAwaited())
                && !objectVersion.equals(last.target());
    }

    private boolean isAwaited() {
        return last.lastReported().ready().reason().equals(Ready.MISSING);
    }

    /// A wait longer than any that is ever given comes from a clock that was wrong.
    private Due retry() {
        var at = last.lastReported().nextTry();
        boolean waiting = at != null && at.isAfter(now) && !at.isAfter(now.plus(RetryBackoff.LONGEST));
        return waiting ? new Due.Later(at) : new Due.Now(Why.RETRY, now.minus(RetryBackoff.shared(last.failures())));
    }

    /// A refresh in the future comes from a clock that was wrong.
    private Due periodic(Instant refreshedAt) {
        if (!(interval(spec) instanceof Duration interval)) {
            return new Due.Later(Instant.MAX);
        }
        var next = RefreshJitter.next(spec.resourceKey().uid(), interval, refreshedAt);
        boolean waiting = next.isAfter(now) && !refreshedAt.isAfter(now);
        return waiting ? new Due.Later(next) : atRefreshTime(interval, refreshedAt, now);
    }

    /// A reconcile because the interval is over.
    static Due.Now atRefreshTime(Duration interval, Instant refreshedAt, Instant now) {
        var oldest = now.minus(interval);
        var since = refreshedAt.isAfter(oldest) && !refreshedAt.isAfter(now) ? refreshedAt : oldest;
        return new Due.Now(Why.INTERVAL, since.plus(margin(Duration.between(since, now))));
    }

    /// The time within which a reconcile surely begins to read, as far as there is time at all.
    private static Duration margin(Duration passed) {
        var longest = shorter(passed.dividedBy(20), RECENT);
        return longest.compareTo(SHORTEST_MARGIN) < 0 ? shorter(passed.dividedBy(2), SHORTEST_MARGIN) : longest;
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /// Young enough to see what there was when the resource came: a thousand new resources share a read.
    private Instant recent() {
        return now.minus(interval(spec) instanceof Duration interval ? shorter(interval, RECENT) : RECENT);
    }

    /// The interval after which the store is asked again; null if it is not.
    private static @Nullable Duration interval(SyncSpec spec) {
        return spec.refresh() instanceof Refresh.Periodic(var interval) && !interval.isZero() ? interval : null;
    }
}
