package dev.lockstep.sync.sink;

/// Whether this process may still change anything: asked right before every write and every deletion. A leader that
/// slept through the end of its lease must not write when it wakes.
@FunctionalInterface
public interface WriteGate {
    /// For a process that is alone.
    WriteGate OPEN = () -> true;

    boolean isOpen();
}
