package dev.lockstep.sync.sink;

import dev.lockstep.sync.engine.SyncError;
import java.time.Duration;

/// A change of a target did not happen.
public final class TargetException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient SyncError fault;
    private final boolean reread;
    private final Duration pause;

    private TargetException(SyncError fault, boolean reread, Duration pause) {
        super(fault.line());
        this.fault = fault;
        this.reread = reread;
        this.pause = pause;
    }

    public TargetException(SyncError fault) {
        this(fault, false, Duration.ZERO);
    }

    /// The target is not in the state that the decision was made on: read it again, decide again, at once.
    public static TargetException changed(SyncError fault) {
        return new TargetException(fault, true, Duration.ZERO);
    }

    /// The target asks not to be asked for a while.
    public static TargetException after(SyncError fault, Duration pause) {
        return new TargetException(fault, false, pause);
    }

    public SyncError fault() {
        return fault;
    }

    /// Whether the decision has to be made again on what is there now.
    public boolean reread() {
        return reread;
    }

    /// How long the target wants to be left alone; zero if it did not say.
    public Duration pause() {
        return pause;
    }
}
