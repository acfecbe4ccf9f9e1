package dev.lockstep.sync.operator;

import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/// Orders waiting reconciles fairly by store and namespace. Each store has a queue of its own, so a slow store delays
/// only its own resources. A place in a queue is the time of arrival, moved back for each reconcile of the same
/// namespace that already waits, and moved forward for urgent ones. Places are times, so no reconcile waits for ever.
final class FairQueue {
    /// How much later a namespace's next one comes for each that waits before it.
    private static final Duration BEHIND_OWN = Duration.ofMillis(100);

    /// How much earlier what is new, edited or changed comes than what is merely due again.
    private static final Duration URGENT = Duration.ofSeconds(30);

    private final int atOnce;
    private final LongSupplier nanos;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Queue> queues = new HashMap<>();

    /// @param atOnce how many go at once in one queue
    /// @param nanos the monotonic clock
    FairQueue(int atOnce, LongSupplier nanos) {
        this.atOnce = atOnce;
        this.nanos = nanos;
    }

    private static final class Queue {
        private final PriorityQueue<Waiting> waiting = new PriorityQueue<>(Comparator.comparingLong(Waiting::place));
        private final Map<String, Integer> ofNamespace = new HashMap<>();
        private int going;
    }

    private record Waiting(String namespace, boolean urgent, long since, long place, CountDownLatch called) {}

    /// A reconcile that goes; closing it lets the next one go.
    interface Turn extends AutoCloseable {
        @Override
        void close();
    }

    /// Waits for its turn.
    ///
    /// @param store names the queue
    Turn take(String store, String namespace, boolean urgent) throws InterruptedException {
        Waiting waiting;
        lock.lock();
        try {
            var queue = queues.computeIfAbsent(store, _ -> new Queue());
            if (queue.going < atOnce) {
                queue.going++;
                return () -> next(store);
            }
            waiting = arrival(queue, namespace, urgent);
            queue.waiting.add(waiting);
        } finally {
            lock.unlock();
        }
        try {
            waiting.called().await();
        } catch (InterruptedException e) {
            leave(store, waiting);
            throw e;
        }
        return () -> next(store);
    }

    private Waiting arrival(Queue queue, String namespace, boolean urgent) {
        long now = nanos.getAsLong();
        int before = queue.ofNamespace.merge(namespace, 1, Integer::sum) - 1;
        long place = now + before * BEHIND_OWN.toNanos() - (urgent ? URGENT.toNanos() : 0);
        return new Waiting(namespace, urgent, now, place, new CountDownLatch(1));
    }

    private void next(String store) {
        lock.lock();
        try {
            var queue = queues.get(store);
            var next = queue.waiting.poll();
            if (next != null) {
                left(queue, next);
                next.called().countDown();
            } else if (--queue.going == 0) {
                queues.remove(store);
            }
        } finally {
            lock.unlock();
        }
    }

    /// One that waits no more; if it was called meanwhile, its turn goes on to the next.
    private void leave(String store, Waiting waiting) {
        lock.lock();
        try {
            var queue = queues.get(store);
            if (queue != null && queue.waiting.remove(waiting)) {
                left(queue, waiting);
                return;
            }
        } finally {
            lock.unlock();
        }
        next(store);
    }

    private static void left(Queue queue, Waiting waiting) {
        queue.ofNamespace.computeIfPresent(waiting.namespace(), (_, count) -> count == 1 ? null : count - 1);
    }

    /// How many wait.
    int waiting() {
        lock.lock();
        try {
            return queues.values().stream()
                    .mapToInt(queue -> queue.waiting.size())
                    .sum();
        } finally {
            lock.unlock();
        }
    }

    /// How long the one that waits longest has waited; zero if nobody waits.
    Duration longest(boolean urgent) {
        lock.lock();
        try {
            long now = nanos.getAsLong();
            return Duration.ofNanos(queues.values().stream()
                    .flatMap(queue -> queue.waiting.stream())
                    .filter(waiting -> waiting.urgent() == urgent)
                    .mapToLong(waiting -> now - waiting.since())
                    .max()
                    .orElse(0));
        } finally {
            lock.unlock();
        }
    }
}
