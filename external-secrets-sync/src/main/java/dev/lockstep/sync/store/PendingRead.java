package dev.lockstep.sync.store;

import dev.lockstep.sync.engine.Due;
import dev.lockstep.sync.engine.Fetched;
import dev.lockstep.sync.engine.RemoteRef;
import dev.lockstep.sync.engine.ResourceKey;
import dev.lockstep.sync.engine.StoreRef;

/// Identifies a consumer that waits for a read, and the store name that it uses.
record PendingRead(Request request, StoreRef store) {
    ResourceKey consumer() {
        return request.consumer();
    }

    Due.Now due() {
        return request.due();
    }

    /// Whether somebody changed something in order that this is read: no earlier failure will do for an answer.
    boolean insists() {
        return switch (due().why()) {
            case SPEC_CHANGED, STORE_CHANGED -> true;
            case NEVER_SYNCED, TARGET_MISSING, TARGET_CHANGED, SOURCE_CHANGED, INTERVAL, RETRY -> false;
        };
    }

    /// Whether he is here because time has passed, for something newer than he has.
    boolean isDueAgain() {
        return switch (due().why()) {
            case INTERVAL, RETRY -> true;
            case NEVER_SYNCED, SPEC_CHANGED, TARGET_MISSING, TARGET_CHANGED, SOURCE_CHANGED, STORE_CHANGED -> false;
        };
    }

    /// @param answer lent
    void answer(RemoteRef reference, Fetched answer) {
        request.answer(store, reference, answer);
    }
}
