package dev.lockstep.format;

import java.util.Arrays;

/// Where a format writes its bytes: grows as needed and wipes what it leaves behind, since the bytes may be secret.
final class ByteSink implements AutoCloseable {
    private byte[] bytes;
    private int length;
    private final boolean counting;

    /// @param expected how many bytes will come, if the caller can tell; a good guess saves copies of a large file
    ByteSink(long expected) {
        bytes = new byte[Math.clamp(expected, 64, Integer.MAX_VALUE - 64)];
        counting = false;
    }

    private ByteSink() {
        bytes = new byte[0];
        counting = true;
    }

    /// One that keeps nothing and only counts: for what is printed twice, so that a large file is never copied.
    static ByteSink counting() {
        return new ByteSink();
    }

    int length() {
        return length;
    }

    ByteSink put(int octet) {
        if (room(1)) {
            bytes[length++] = (byte) octet;
        }
        return this;
    }

    ByteSink put(byte[] text) {
        return put(text, 0, text.length);
    }

    ByteSink put(byte[] text, int start, int end) {
        if (room(end - start)) {
            System.arraycopy(text, start, bytes, length, end - start);
            length += end - start;
        }
        return this;
    }

    /// Text that is ASCII and not secret: syntax, not values.
    ByteSink put(String ascii) {
        if (room(ascii.length())) {
            for (int i = 0; i < ascii.length(); i++) {
                bytes[length++] = (byte) ascii.charAt(i);
            }
        }
        return this;
    }

    ByteSink repeat(int octet, int times) {
        if (room(times)) {
            Arrays.fill(bytes, length, length + times, (byte) octet);
            length += times;
        }
        return this;
    }

    /// Everything written; the sink is empty and wiped afterwards.
    byte[] finish() {
        byte[] out = bytes;
        if (length < bytes.length) {
            out = Arrays.copyOf(bytes, length);
            Arrays.fill(bytes, (byte) 0);
        }
        bytes = new byte[0];
        length = 0;
        return out;
    }

    @Override
    public void close() {
        Arrays.fill(bytes, (byte) 0);
    }

    /// Makes room; false if there is nothing to write, only to count.
    private boolean room(int more) {
        if (counting) {
            length = Math.addExact(length, more);
            return false;
        }
        if (more > bytes.length - length) {
            long wanted = Math.max(length + (long) more, length + (length >> 1));
            var larger = new byte[Math.toIntExact(Math.min(wanted, Integer.MAX_VALUE - 64L))];
            System.arraycopy(bytes, 0, larger, 0, length);
            Arrays.fill(bytes, (byte) 0);
            bytes = larger;
        }
        return true;
    }
}
