package dev.lockstep.sync.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.client.http.AsyncBody;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class LinesTest {
    private final List<String> seen = new ArrayList<>();
    private final Body body = new Body();

    @Test
    void cutsLinesWhereverTheStreamIsCut() {
        var text = "{\"a\": 1}\n\n" + "x".repeat(10_000) + "\nunfinished";
        for (int size : List.of(1, 7, 4096, text.length())) {
            seen.clear();
            var lines = new Lines(line -> seen.add(new String(line, StandardCharsets.UTF_8)));
            for (int at = 0; at < text.length(); at += size) {
                lines.consume(List.of(buffer(text.substring(at, Math.min(text.length(), at + size)))), body);
            }

            assertThat(seen).containsExactly("{\"a\": 1}", "x".repeat(10_000));
            assertThatCode(lines::rethrow).doesNotThrowAnyException();
        }
    }

    @Test
    void wipesALineOnceItWasTaken() {
        var kept = new ArrayList<byte[]>();
        new Lines(kept::add).consume(List.of(buffer("secret\n")), body);

        assertThat(kept).containsExactly(new byte[6]);
    }

    @Test
    void endsTheStreamAtALineThatCannotBeTaken() {
        var lines = new Lines(_ -> {
            throw new IllegalStateException("secret");
        });

        lines.consume(List.of(buffer("a\n")), body);

        assertThat(body.cancelled).isTrue();
        assertThatThrownBy(lines::rethrow).isInstanceOf(IOException.class).hasMessageNotContaining("secret");
    }

    private static ByteBuffer buffer(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private static final class Body implements AsyncBody {
        private boolean cancelled;

        @Override
        public void consume() {}

        @Override
        public CompletableFuture<Void> done() {
            return new CompletableFuture<>();
        }

        @Override
        public void cancel() {
            cancelled = true;
        }
    }
}
