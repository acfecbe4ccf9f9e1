package dev.lockstep.sync.store;

import dev.lockstep.sync.engine.SyncError;
import java.time.Instant;

/// A store, or what it needs, does not work. Becomes a [dev.lockstep.sync.engine.Fetched.Failed] or a refused store;
/// the text holds no secret.
public final class StoreException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient SyncError fault;
    private final transient Instant nextTry;

    /// @param nextTry as in [dev.lockstep.sync.engine.Fetched.Failed]
    public StoreException(SyncError fault, Instant nextTry) {
        super(fault.line(), null, false, false);
        this.fault = fault;
        this.nextTry = nextTry;
    }

    /// One that may be over at any time.
    public static StoreException passing(SyncError fault) {
        return new StoreException(fault, Instant.MIN);
    }

    /// One that only a change of the store, or of a credential, ends.
    public static StoreException lasting(SyncError fault) {
        return new StoreException(fault, Instant.MAX);
    }

    public SyncError fault() {
        return fault;
    }

    public Instant nextTry() {
        return nextTry;
    }
}
