package dev.lockstep.sync.engine;

import java.time.Instant;

/// Decides whether a pass has to ask the stores.
public final class RefreshPolicy {
    private RefreshPolicy() {}

    public static Due due(SyncSpec spec, LastSync last, Sighting target, Trigger trigger, Instant now) {
        return new Due.Now(Due.Why.NEVER_SYNCED, now);
    }
}
