package dev.lockstep.sync.operator;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/// Tracks running reconciles: the age of the oldest, and their end at shutdown.
final class InFlightReconciles {
    private final LongSupplier nanos;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition ended = lock.newCondition();
    private final Map<Object, Long> running = new HashMap<>();
    private boolean closed;

    /// @param nanos the monotonic clock
    InFlightReconciles(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /// Begins one.
    ///
    /// @return whether it may go on; if so, the same token has to be given to `end`
    boolean begin(Object token) {
        lock.lock();
        try {
            if (!closed) {
                running.put(token, nanos.getAsLong());
            }
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    void end(Object token) {
        lock.lock();
        try {
            running.remove(token);
            ended.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// For how long the oldest goes on; zero if none does.
    Duration oldest() {
        lock.lock();
        try {
            long now = nanos.getAsLong();
            return Duration.ofNanos(running.values().stream()
                    .mapToLong(since -> now - since)
                    .max()
                    .orElse(0));
        } finally {
            lock.unlock();
        }
    }

    boolean includes(Object token) {
        lock.lock();
        try {
            return running.containsKey(token);
        } finally {
            lock.unlock();
        }
    }

    int count() {
        lock.lock();
        try {
            return running.size();
        } finally {
            lock.unlock();
        }
    }

    /// Lets no other begin, and waits for those that go on.
    ///
    /// @return whether all have ended in time
    boolean drain(Duration patience) throws InterruptedException {
        lock.lock();
        try {
            closed = true;
            long left = patience.toNanos();
            while (!running.isEmpty() && left > 0) {
                left = ended.awaitNanos(left);
            }
            return running.isEmpty();
        } finally {
            lock.unlock();
        }
    }
}
