package dev.lockstep.sync.engine;

/// Maps one reference of a spec to keys: what of a store goes to which keys. Later entries win over earlier ones.
public sealed interface Entry {
    /// Where it stands, for people: `spec.data[0]`.
    String place();

    StoreRef store();

    RemoteRef remote();

    /// The part of the value, as gjson paths say it; empty for the whole.
    String property();

    Decoding decoding();

    /// Whether a value with a null byte is refused.
    boolean refusesNullBytes();

    /// One value to one key: `data[]`.
    record Single(
            String place,
            StoreRef store,
            RemoteRef remote,
            String property,
            String secretKey,
            Decoding decoding,
            boolean refusesNullBytes)
            implements Entry {}

    /// Each member of a JSON object, or of a Secret manifest, to the key of its name: `dataFrom[].extract`.
    record Extract(
            String place,
            StoreRef store,
            RemoteRef remote,
            String property,
            Conversion conversion,
            Decoding decoding,
            boolean refusesNullBytes)
            implements Entry {}
}
