package dev.lockstep.keys;

import java.util.Arrays;

/// A master key just made: the public part to encrypt for, and the secret part, one line of a key file. Owns and wipes
/// the secret.
public final class NewKey implements AutoCloseable {
    private final String recipient;
    private final byte[] secret;

    private NewKey(String recipient, byte[] secret) {
        this.recipient = recipient;
        this.secret = secret;
    }

    /// Takes the secret over.
    ///
    /// @param secret one line of text without its line end
    public static NewKey owning(String recipient, byte[] secret) {
        return new NewKey(recipient, secret);
    }

    /// What names the key in `.sops.yaml` and in files.
    public String recipient() {
        return recipient;
    }

    /// The secret line, lent.
    public byte[] secret() {
        return secret;
    }

    @Override
    public void close() {
        Arrays.fill(secret, (byte) 0);
    }

    @Override
    public String toString() {
        return "NewKey[" + recipient + "]";
    }
}
