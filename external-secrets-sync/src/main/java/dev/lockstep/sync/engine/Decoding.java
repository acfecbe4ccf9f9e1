package dev.lockstep.sync.engine;

/// Lists how a value is decoded: `decodingStrategy`.
public enum Decoding {
    NONE,
    BASE64,
    BASE64_URL,
    /// Base64, else Base64URL, else as it is.
    AUTO
}
