package dev.lockstep.sync.engine;

import java.util.Arrays;

/// Collects bytes of a secret whose length is not known in advance. Wiped on close, and whenever it grows.
public final class SecretBuffer implements AutoCloseable {
    /// More than any store gives and far more than a Secret holds: a path can make much of little.
    static final int MOST = 16 << 20;

    private byte[] bytes = new byte[64];
    private int length;

    /// It would become larger than [#MOST].
    static final class Overflow extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    public SecretBuffer add(int value) {
        reserve(1);
        bytes[length++] = (byte) value;
        return this;
    }

    /// @param end exclusive
    SecretBuffer add(byte[] source, int start, int end) {
        reserve(end - start);
        System.arraycopy(source, start, bytes, length, end - start);
        length += end - start;
        return this;
    }

    public SecretBuffer addAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            add(text.charAt(i));
        }
        return this;
    }

    /// In UTF-8.
    SecretBuffer addCodePoint(int point) {
        if (point < 0x80) {
            return add(point);
        }
        if (point < 0x800) {
            return add(0xc0 | point >> 6).add(0x80 | point & 0x3f);
        }
        if (point < 0x10000) {
            return add(0xe0 | point >> 12).add(0x80 | point >> 6 & 0x3f).add(0x80 | point & 0x3f);
        }
        return add(0xf0 | point >> 18)
                .add(0x80 | point >> 12 & 0x3f)
                .add(0x80 | point >> 6 & 0x3f)
                .add(0x80 | point & 0x3f);
    }

    /// A copy, the caller's own.
    public byte[] bytes() {
        return Arrays.copyOf(bytes, length);
    }

    private void reserve(int more) {
        if (length + more > MOST) {
            throw new Overflow();
        }
        if (length + more > bytes.length) {
            byte[] larger = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
            Arrays.fill(bytes, (byte) 0);
            bytes = larger;
        }
    }

    @Override
    public void close() {
        Arrays.fill(bytes, (byte) 0);
    }
}
