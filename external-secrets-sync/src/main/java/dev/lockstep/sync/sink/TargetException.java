package dev.lockstep.sync.sink;

import dev.lockstep.sync.engine.SyncError;
import java.time.Duration;

/// Reports that a change of a target did not happen.
public final class TargetException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient SyncError error;
    private final boolean reread;
    private final Duration pause;

    private TargetException(SyncError error, boolean reread, Duration pause) {
        super(error.line());
        this.error = error;
        this.reread = reread;
        this.pause = pause;
    }

    public TargetException(SyncError error) {
        this(error, false, Duration.ZERO);
    }

    /// The target is not in the state that the decision was made on: read it again, decide again, at once.
    public static TargetException changed(SyncError error) {
        return new TargetException(error, true, Duration.ZERO);
    }

    /// The target asks not to be asked for a while.
    public static TargetException after(SyncError error, Duration pause) {
        return new TargetException(error, false, pause);
    }

    public SyncError error() {
        return error;
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
