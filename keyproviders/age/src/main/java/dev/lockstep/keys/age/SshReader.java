package dev.lockstep.keys.age;

import java.math.BigInteger;
import java.util.Arrays;

/// Reads the binary data types of SSH (RFC 4251 §5).
final class SshReader {
    private final byte[] data;
    private int position;

    SshReader(byte[] data) {
        this.data = data;
    }

    int count() {
        var raw = raw(4);
        return (raw[0] & 0xFF) << 24 | (raw[1] & 0xFF) << 16 | (raw[2] & 0xFF) << 8 | raw[3] & 0xFF;
    }

    byte[] bytes() {
        return raw(count());
    }

    String text() {
        var bytes = bytes();
        return Ascii.text(bytes, 0, bytes.length);
    }

    BigInteger number() {
        var bytes = bytes();
        return bytes.length == 0 ? BigInteger.ZERO : new BigInteger(bytes);
    }

    byte[] rest() {
        return raw(data.length - position);
    }

    void requireEnd() {
        if (position != data.length) {
            throw malformed();
        }
    }

    byte[] raw(int length) {
        if (length < 0 || length > data.length - position) {
            throw malformed();
        }
        position += length;
        return Arrays.copyOfRange(data, position - length, position);
    }

    static AgeException malformed() {
        return new AgeException(AgeException.Kind.KEY, "the SSH key is malformed");
    }
}
