package dev.lockstep.sync.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Holds what a resource's status tells after a reconcile: to people, to `why`, and to the next reconcile.
///
/// @param ready the one condition
/// @param last what the next reconcile needs to know
/// @param error what keeps it out of step; null if nothing does
/// @param keys where each key of the target came from; empty: leave what the status has
/// @param next when the next reconcile is due; [Instant#MAX] if only a change brings one
/// @param changed whether it says something new; if not, it is not written, and the next reconcile goes by what is
/// there
public record SyncStatus(
        Ready ready,
        LastSync last,
        @Nullable SyncError error,
        List<KeyOrigin> keys,
        Instant next,
        List<Event> events,
        boolean changed) {
    /// How old the time of the last good reconcile may get in a status that has nothing else to say.
    public static final Duration RENEWED_AFTER = Duration.ofMinutes(5);

    /// Failures in a row that are counted: a status that tells of so many is left as it is by further ones.
    public static final int MOST_FAILURES = RetryBackoff.MOST_FAILURES;

    public SyncStatus {
        keys = List.copyOf(keys);
        events = List.copyOf(events);
    }

    /// The status after a reconcile.
    public static SyncStatus of(SyncSpec spec, LastSync last, Outcome outcome) {
        return StatusBuilder.of(spec, last, outcome);
    }

    /// The status of a resource whose spec is refused before any reconcile.
    ///
    /// @param resourceKey whose spec it is
    /// @param version the spec's version
    public static SyncStatus refused(
            ResourceKey resourceKey, String version, LastSync last, SyncError error, Instant now) {
        return StatusBuilder.refused(resourceKey, version, last, error, true, now, now);
    }

    /// The condition `Ready`, with the reasons ESO gives it.
    ///
    /// @param reason `SecretSynced`, `SecretSyncedError`, `SecretDeleted`, `SecretMissing`, `NotServed`
    public record Ready(boolean status, String reason, String message) {
        static final String SYNCED = "SecretSynced";
        static final String ERROR = "SecretSyncedError";
        static final String DELETED = "SecretDeleted";
        static final String MISSING = "SecretMissing";
        static final String NOT_SERVED = "NotServed";
    }

    /// Something worth an event of the API server.
    ///
    /// @param warning or normal
    /// @param reason `Created`, `Updated`, `Deleted`, `Adopted`, `UpdateFailed`, `MissingProviderSecret`
    public record Event(boolean warning, String reason, String message) {
        static final String DELETED = "Deleted";
        static final String ADOPTED = "Adopted";

        /// Whether something of a Secret is gone: not to be lost among failures that are told again and again.
        public boolean tellsOfLoss() {
            return reason.equals(DELETED) || reason.equals(ADOPTED);
        }
    }
}
