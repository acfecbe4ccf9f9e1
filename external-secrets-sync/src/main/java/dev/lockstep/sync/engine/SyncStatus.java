package dev.lockstep.sync.engine;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a resource's status tells after a pass: to people, to `why`, and to the next pass.
///
/// @param ready the one condition
/// @param last what the next pass needs to know
/// @param fault what keeps it out of step; null if nothing does
/// @param keys where each key of the target came from; as before if nothing was written
/// @param next when the next pass is due; [Instant#MAX] if only a change brings one
public record SyncStatus(
        Ready ready, LastSync last, @Nullable Fault fault, List<KeyOrigin> keys, Instant next, List<Event> events) {
    public SyncStatus {
        keys = List.copyOf(keys);
        events = List.copyOf(events);
    }

    /// The condition `Ready`, with the reasons ESO gives it.
    ///
    /// @param reason `SecretSynced`, `SecretSyncedError`, `SecretDeleted`, `SecretMissing`, `NotServed`
    public record Ready(boolean status, String reason, String message) {}

    /// Something worth an event of the API server.
    ///
    /// @param warning or normal
    /// @param reason `Created`, `Updated`, `Deleted`, `UpdateFailed`, `MissingProviderSecret`
    public record Event(boolean warning, String reason, String message) {}
}
