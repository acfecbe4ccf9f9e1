package dev.lockstep.sync.engine;

/// A state of a target object, as the API server names it.
///
/// @param uid which object, empty if there is none
/// @param version which state of it
public record ObjectVersion(String uid, String version) {
    public static final ObjectVersion NONE = new ObjectVersion("", "");
}
