package dev.lockstep.sync.sink;

/// Tells whether this process may still write; checked right before every write and every deletion. A leader that was
/// paused beyond the end of its lease must not write when it continues.
@FunctionalInterface
public interface WriteFence {
    /// For a process that is alone.
    WriteFence OPEN = () -> true;

    boolean isOpen();
}
