package dev.lockstep.sync.store;

import dev.lockstep.sync.engine.Cause;
import dev.lockstep.sync.engine.Fetched;
import dev.lockstep.sync.engine.RemoteRef;
import dev.lockstep.sync.engine.SyncError;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/// Decides when the reads of one service may start. A read waits for the minimum gap between reads of the same key, for
/// earlier reads, for the rate limit and for a free worker. Guarded by the [SerialExecutor].
final class RequestScheduler {
    private final GatewayState context;
    private final String identity;
    private final StoreConnection client;
    private final Workers workers;
    private final BiConsumer<Batch, Map<RemoteRef, Fetched>> completed;
    private final PriorityReadQueue queues = new PriorityReadQueue();
    private final TokenBucket bucket;
    private boolean waking;

    /// @param completed gets the answers of each batch once; they are the gateway's own
    RequestScheduler(
            GatewayState context,
            String identity,
            StoreConnection client,
            Workers workers,
            BiConsumer<Batch, Map<RemoteRef, Fetched>> landing) {
        this.context = context;
        this.identity = identity;
        this.client = client;
        this.workers = workers;
        this.completed = landing;
        this.bucket = new TokenBucket(context.limits().rate(), context.limits().burst(), context.nanos());
    }

    TokenBucket bucket() {
        return bucket;
    }

    /// Lines up a read that somebody waits for, if it is not in the air; it is lined up again after that.
    void place(SharedRead read) {
        if (read.isFlying()) {
            return;
        }
        if (read.isPlaced()) {
            if (read.isUrgent()) {
                queues.promote(read);
            }
            return;
        }
        read.place();
        if (read.gapLeft() == 0) {
            queues.add(read);
        } else {
            context.after(read.gapLeft(), () -> {
                if (mayStart(read)) {
                    queues.add(read);
                    dispatch();
                }
            });
        }
    }

    private static boolean mayStart(SharedRead read) {
        return read.isPlaced() && read.gapLeft() == 0;
    }

    /// Nobody in the lanes waits any more.
    void clear() {
        queues.clear();
    }

    /// Starts what may start.
    void dispatch() {
        while (!queues.isEmpty() && !workers.areFull()) {
            long wait = bucket.untilNext(context.nanos());
            if (wait > 0) {
                scheduleAfter(wait);
                return;
            }
            var batch = batch();
            if (!batch.isEmpty()) {
                fly(batch, false);
            }
        }
    }

    private void scheduleAfter(long nanos) {
        if (!waking) {
            waking = true;
            context.after(nanos, () -> {
                waking = false;
                dispatch();
            });
        }
    }

    private List<SharedRead> batch() {
        List<SharedRead> batch = new ArrayList<>();
        while (batch.size() < client.batch() && !queues.isEmpty()) {
            var read = queues.next();
            if (mayStart(read)) {
                batch.add(read);
            }
        }
        return batch;
    }

    /// Starts a read out of turn; there must be a free worker.
    void probe(SharedRead read) {
        fly(List.of(read), true);
    }

    private void fly(List<SharedRead> reads, boolean probe) {
        var batch = new Batch(List.copyOf(reads), probe, context.now(), context.nanos());
        bucket.take(batch.startedAt());
        for (var read : reads) {
            boolean urgent = read.isUrgent();
            var waited = Duration.ofNanos(read.start(batch));
            context.executor().afterwards(() -> context.observer().waited(identity, urgent, waited));
        }
        var references = reads.stream().map(SharedRead::reference).toList();
        workers.run(
                () -> client.fetch(references),
                StoreConnection.failing(references, late(), Instant.MIN),
                answers -> completed.accept(batch, answers),
                answers -> answers.values().forEach(Fetched::close));
    }

    private SyncError late() {
        return new SyncError(
                Cause.TIMEOUT,
                "the store gave no answer within " + context.limits().deadline().toSeconds() + " s",
                "",
                "see whether it is overloaded, or the network slow");
    }
}
