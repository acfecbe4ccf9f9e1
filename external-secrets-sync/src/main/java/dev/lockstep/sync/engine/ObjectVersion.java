package dev.lockstep.sync.engine;

/// Identifies a state of a target object by UID and resource version.
///
/// @param uid which object, empty if there is none
/// @param version which state of it
public record ObjectVersion(String uid, String version) {
    public static final ObjectVersion NONE = new ObjectVersion("", "");
}
