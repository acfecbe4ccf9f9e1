package dev.lockstep.sync.engine;

/// Converts characters that a key of a Secret cannot have: `conversionStrategy`.
public enum Conversion {
    /// Each becomes `_`.
    DEFAULT,
    /// Each becomes `_U` and its code point in four hexadecimal digits, `_`.
    UNICODE
}
