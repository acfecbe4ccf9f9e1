package dev.lockstep.keys.age;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;

/// Writes the binary data types of SSH (RFC 4251 §5).
final class SshWriter {
    private final ByteArrayOutputStream data = new ByteArrayOutputStream();

    SshWriter bytes(byte[] bytes) {
        for (int shift = 24; shift >= 0; shift -= 8) {
            data.write(bytes.length >> shift);
        }
        data.writeBytes(bytes);
        return this;
    }

    SshWriter text(String text) {
        return bytes(Ascii.bytes(text));
    }

    SshWriter number(BigInteger number) {
        return bytes(number.toByteArray());
    }

    byte[] toBytes() {
        return data.toByteArray();
    }
}
