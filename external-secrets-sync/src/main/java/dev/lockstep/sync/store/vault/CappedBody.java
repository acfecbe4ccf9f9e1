package dev.lockstep.sync.store.vault;

import dev.lockstep.sync.store.ByteBudget;
import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/// Collects the body of an answer up to a limit, and wipes what it leaves behind.
final class CappedBody implements BodySubscriber<byte[]> {
    private static final int FIRST = 8 << 10;

    /// Up to this size nobody is asked for room.
    private static final int SMALL = 64 << 10;

    private final CompletableFuture<byte[]> result = new CompletableFuture<>();
    private final int limit;
    private final ByteBudget.Share room;
    private final long announced;
    private Flow.@Nullable Subscription subscription;
    private byte[] collected = new byte[FIRST];
    private int length;

    /// The answer is larger than the limit.
    static final class TooLarge extends IOException {
        private static final long serialVersionUID = 1L;
    }

    /// Other answers fill the memory that there is for them.
    static final class NoRoom extends IOException {
        private static final long serialVersionUID = 1L;
    }

    /// The answer began and did not end.
    static final class CutOff extends IOException {
        private static final long serialVersionUID = 1L;
    }

    /// @param room holds the bytes of an answer that is not small
    CappedBody(ResponseInfo answer, int limit, ByteBudget.Share room) {
        this.limit = limit;
        this.room = room;
        announced = answer.headers().firstValueAsLong("Content-Length").orElse(0);
    }

    @Override
    public CompletionStage<byte[]> getBody() {
        return result;
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        subscription = given;
        if (announced > limit) {
            stop(new TooLarge());
        } else {
            given.request(Long.MAX_VALUE);
        }
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        for (var buffer : buffers) {
            if (result.isDone()) {
                return;
            }
            if (buffer.remaining() > limit - length) {
                stop(new TooLarge());
                return;
            }
            if (!makeRoomFor(buffer.remaining())) {
                stop(new NoRoom());
                return;
            }
            int size = buffer.remaining();
            buffer.get(collected, length, size);
            length += size;
        }
    }

    private boolean makeRoomFor(int more) {
        if (length + more > collected.length) {
            int size = Math.max(length + more, Math.min(limit, collected.length * 2));
            if (size > SMALL && !room.take(size - (collected.length > SMALL ? collected.length : 0))) {
                return false;
            }
            var larger = Arrays.copyOf(collected, size);
            Arrays.fill(collected, (byte) 0);
            collected = larger;
        }
        return true;
    }

    private void stop(IOException why) {
        if (subscription != null) {
            subscription.cancel();
        }
        wipe();
        result.completeExceptionally(why);
    }

    @Override
    public void onError(Throwable cause) {
        wipe();
        result.completeExceptionally(new CutOff());
    }

    @Override
    public void onComplete() {
        if (!result.isDone()) {
            var body = Arrays.copyOf(collected, length);
            wipe();
            result.complete(body);
        }
    }

    private void wipe() {
        Arrays.fill(collected, (byte) 0);
        length = 0;
    }
}
