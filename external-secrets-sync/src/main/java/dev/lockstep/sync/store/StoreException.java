package dev.lockstep.sync.store;

import dev.lockstep.sync.engine.SyncError;
import java.time.Instant;

/// Reports that a store, or what it needs, does not work. Becomes a [dev.lockstep.sync.engine.Fetched.Failed] or a
/// refused store; the text holds no secret.
public final class StoreException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient SyncError error;
    private final transient Instant nextTry;

    /// @param nextTry as in [dev.lockstep.sync.engine.Fetched.Failed]
    public StoreException(SyncError error, Instant nextTry) {
        super(error.line(), null, false, false);
        this.error = error;
        this.nextTry = nextTry;
    }

    /// One that may be over at any time.
    public static StoreException passing(SyncError error) {
        return new StoreException(error, Instant.MIN);
    }

    /// One that only a change of the store, or of a credential, ends.
    public static StoreException lasting(SyncError error) {
        return new StoreException(error, Instant.MAX);
    }

    public SyncError error() {
        return error;
    }

    public Instant nextTry() {
        return nextTry;
    }
}
