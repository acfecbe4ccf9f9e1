package dev.lockstep.sync.target;

import dev.lockstep.sync.engine.Fault;

/// A change of a target did not happen.
public final class TargetException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Fault fault;

    public TargetException(Fault fault) {
        super(fault.line());
        this.fault = fault;
    }

    public Fault fault() {
        return fault;
    }
}
