package dev.lockstep.sync.operator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class ApiCallsTest {
    /// That an API server allows on one connection.
    private static final int STREAMS = 100;

    private final ApiCalls calls = new ApiCalls();

    @Test
    void leavesRoomOnTheConnectionForWatchesAndTheLease() throws Exception {
        var begun = new ArrayList<ApiCalls.Call>();
        CompletableFuture<Void> next;
        do {
            next = new CompletableFuture<>();
            var waiting = next;
            Thread.ofVirtual().start(() -> {
                begun.add(calls.beginUninterruptibly());
                waiting.complete(null);
            });
        } while (isDone(next));
        assertThat(begun).hasSizeBetween(1, STREAMS - 20);
        begun.getFirst().close();
        next.get(10, TimeUnit.SECONDS);
    }

    private static boolean isDone(CompletableFuture<Void> begun) throws Exception {
        for (int i = 0; i < 20 && !begun.isDone(); i++) {
            Thread.sleep(10);
        }
        return begun.isDone();
    }
}
