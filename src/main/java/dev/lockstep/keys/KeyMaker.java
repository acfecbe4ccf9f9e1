package dev.lockstep.keys;

/// A key provider whose keys are made here rather than by a service.
public interface KeyMaker {
    /// A new master key and what opens it. The caller closes it.
    NewKey make();
}
