package dev.lockstep.secret;

import java.util.Arrays;

/// Holds one value of a secret file: its type and its bytes, in the form that sops encrypts and hashes (spec 2.2). Owns
/// the bytes.
///
/// | type | bytes |
/// |---|---|
/// | `STRING` | the text's bytes, not necessarily UTF-8 |
/// | `INTEGER` | decimal, 64-bit signed, no plus, no leading zero |
/// | `FLOAT` | shortest round-trip decimal, never an exponent; `NaN`, `+Inf`, `-Inf`, `-0` |
/// | `BOOLEAN` | `True` or `False` |
/// | `TIME` | RFC 3339, up to nine fractional digits, trailing zeros trimmed, `Z` for offset zero |
/// | `COMMENT` | the text after `#`, a leading space included |
/// | `NULL` | none |
public final class Plaintext implements AutoCloseable {
    /// The closed list of value types; `NULL` is never encrypted and never part of a MAC.
    public enum Type {
        STRING,
        INTEGER,
        FLOAT,
        BOOLEAN,
        TIME,
        COMMENT,
        NULL
    }

    private static final byte[] NOTHING = {};

    private final Type type;
    private final byte[] bytes;

    private Plaintext(Type type, byte[] bytes) {
        this.type = type;
        this.bytes = bytes;
    }

    /// Takes the array over, which must be in the form of the table above: this object wipes it.
    public static Plaintext owning(Type type, byte[] bytes) {
        return new Plaintext(type, bytes);
    }

    /// The null value.
    public static Plaintext none() {
        return new Plaintext(Type.NULL, NOTHING);
    }

    /// The same value in bytes of its own; the caller closes it.
    public Plaintext copy() {
        return new Plaintext(type, bytes.clone());
    }

    public Type type() {
        return type;
    }

    public int length() {
        return bytes.length;
    }

    public boolean isEmpty() {
        return bytes.length == 0;
    }

    /// The bytes themselves, lent: the caller must neither keep nor change them. Use within one call only.
    public byte[] lent() {
        return bytes;
    }

    /// Whether type and bytes are the same; takes the same time for equal lengths whatever the bytes are.
    public boolean sameAs(Plaintext other) {
        if (type != other.type || bytes.length != other.bytes.length) {
            return false;
        }
        int difference = 0;
        for (int i = 0; i < bytes.length; i++) {
            difference |= bytes[i] ^ other.bytes[i];
        }
        return difference == 0;
    }

    /// Whether the bytes begin with this ASCII text.
    public boolean startsWith(String ascii) {
        if (bytes.length < ascii.length()) {
            return false;
        }
        for (int i = 0; i < ascii.length(); i++) {
            if (bytes[i] != ascii.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void close() {
        Arrays.fill(bytes, (byte) 0);
    }

    @Override
    public String toString() {
        return "Plaintext[" + type + ", redacted]";
    }
}
