package dev.lockstep.sync.engine;

/// What is known of a target without reading its data.
public sealed interface Sighting {
    record Absent() implements Sighting {}

    /// @param ours whether it carries the mark of our making
    record There(Mark mark, boolean ours) implements Sighting {}
}
