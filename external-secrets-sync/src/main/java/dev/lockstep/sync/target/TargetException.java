package dev.lockstep.sync.target;

import dev.lockstep.sync.engine.Fault;
import java.time.Duration;

/// A change of a target did not happen.
public final class TargetException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Fault fault;
    private final boolean reread;
    private final Duration pause;

    private TargetException(Fault fault, boolean reread, Duration pause) {
        super(fault.line());
        this.fault = fault;
        this.reread = reread;
        this.pause = pause;
    }

    public TargetException(Fault fault) {
        this(fault, false, Duration.ZERO);
    }

    /// The target is not in the state that the decision was made on: read it again, decide again, at once.
    public static TargetException changed(Fault fault) {
        return new TargetException(fault, true, Duration.ZERO);
    }

    /// The target asks not to be asked for a while.
    public static TargetException after(Fault fault, Duration pause) {
        return new TargetException(fault, false, pause);
    }

    public Fault fault() {
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
