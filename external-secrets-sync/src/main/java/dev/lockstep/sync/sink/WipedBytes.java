package dev.lockstep.sync.sink;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.util.Arrays;

/// Collects bytes in a growing array that leaves no copies behind.
final class WipedBytes extends ByteArrayOutputStream {
    WipedBytes(int capacity) {
        super(capacity);
    }

    @Override
    public synchronized void write(int b) {
        grow(1);
        super.write(b);
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) {
        grow(length);
        super.write(bytes, offset, length);
    }

    private void grow(int length) {
        if (buf.length - count < length) {
            var outgrown = buf;
            buf = Arrays.copyOf(buf, Math.max(2 * buf.length, count + length));
            Arrays.fill(outgrown, (byte) 0);
        }
    }

    /// The bytes, to be read as often as somebody sends them: at its end the stream begins again, for a client that
    /// tries again.
    InputStream stream() {
        return new ByteArrayInputStream(buf, 0, count) {
            @Override
            public synchronized int read() {
                int next = super.read();
                if (next < 0) {
                    reset();
                }
                return next;
            }

            @Override
            public synchronized int read(byte[] bytes, int offset, int length) {
                int read = super.read(bytes, offset, length);
                if (read < 0) {
                    reset();
                }
                return read;
            }
        };
    }

    @Override
    public void close() {
        Arrays.fill(buf, (byte) 0);
    }
}
