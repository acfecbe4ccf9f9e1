package dev.lockstep.keys;

/// Holds a data key, or a share of it, as wrapped by one master key: one entry of the `sops` block.
///
/// @param enc the wrapped bytes in the service's text form (age: armor)
/// @param createdAt RFC 3339, as read; empty for age, which has none
public record WrappedKey(MasterKey key, String enc, String createdAt) {}
