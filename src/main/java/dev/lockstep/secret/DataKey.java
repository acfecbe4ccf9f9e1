package dev.lockstep.secret;

import java.util.Arrays;
import java.util.function.Function;

/// Holds the 32-byte key that encrypts the values of one file (or one share of it, 33 bytes). Owns its bytes and wipes
/// them on close.
public final class DataKey implements AutoCloseable {
    /// Length of a whole data key, in bytes (sops 3.13: AES-256).
    public static final int LENGTH = 32;

    private final byte[] bytes;

    private DataKey(byte[] bytes) {
        this.bytes = bytes;
    }

    /// Takes the array over: the caller no longer writes to it, this object wipes it.
    public static DataKey owning(byte[] bytes) {
        return new DataKey(bytes);
    }

    public int length() {
        return bytes.length;
    }

    /// Lends the bytes for one call; the borrower must not keep or change them.
    public <T> T lend(Function<byte[], T> borrower) {
        return borrower.apply(bytes);
    }

    @Override
    public void close() {
        Arrays.fill(bytes, (byte) 0);
    }

    @Override
    public String toString() {
        return "DataKey[redacted]";
    }
}
