package dev.lockstep;

import java.util.List;

/// Holds the result of an encryption: the bytes to store, already proven by opening them again.
public final class EncryptedFile {
    private final byte[] bytes;
    private final int secrets;
    private final List<String> warnings;

    EncryptedFile(byte[] bytes, int secrets, List<String> warnings) {
        this.bytes = bytes;
        this.secrets = secrets;
        this.warnings = List.copyOf(warnings);
    }

    /// The encrypted file; nothing secret is in it.
    public byte[] bytes() {
        return bytes;
    }

    /// How many values and comments were encrypted.
    public int secrets() {
        return secrets;
    }

    /// One-line sentences for a person, without a value.
    public List<String> warnings() {
        return warnings;
    }
}
