package dev.lockstep.sync.operator;

import io.fabric8.kubernetes.client.http.AsyncBody;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Cuts a stream of bytes into lines. What it kept of a line is wiped once the line was handed on: annotations may hold
/// what their author did not mean to publish.
final class Lines implements AsyncBody.Consumer<List<ByteBuffer>> {
    /// More than the API server stores of any object.
    private static final int LONGEST = 8 << 20;

    private final Consumer<byte[]> each;
    private byte[] kept = new byte[4096];
    private int length;
    private @Nullable RuntimeException failure;

    Lines(Consumer<byte[]> each) {
        this.each = each;
    }

    @Override
    public void consume(List<ByteBuffer> buffers, AsyncBody body) {
        try {
            buffers.forEach(this::add);
            body.consume();
        } catch (RuntimeException e) {
            failure = e;
            body.cancel();
        }
    }

    private void add(ByteBuffer buffer) {
        while (buffer.hasRemaining()) {
            byte next = buffer.get();
            if (next == '\n') {
                end();
            } else {
                if (length == kept.length) {
                    grow();
                }
                kept[length++] = next;
            }
        }
    }

    private void grow() {
        if (length >= LONGEST) {
            throw new IllegalStateException("a line of a watch is longer than any object can be");
        }
        var longer = Arrays.copyOf(kept, length * 2);
        Arrays.fill(kept, (byte) 0);
        kept = longer;
    }

    private void end() {
        if (length == 0) {
            return;
        }
        var line = Arrays.copyOf(kept, length);
        Arrays.fill(kept, 0, length, (byte) 0);
        length = 0;
        try {
            each.accept(line);
        } finally {
            Arrays.fill(line, (byte) 0);
        }
    }

    /// @throws IOException if a line could not be taken
    void rethrow() throws IOException {
        if (failure != null) {
            throw new IOException(
                    "a watch gave what cannot be read: " + failure.getClass().getSimpleName());
        }
    }
}
