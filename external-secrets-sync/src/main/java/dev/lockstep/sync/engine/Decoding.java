package dev.lockstep.sync.engine;

/// How a found value is decoded: `decodingStrategy`.
public enum Decoding {
    NONE,
    BASE64,
    BASE64_URL,
    /// Base64, else Base64URL, else as it is.
    AUTO
}
