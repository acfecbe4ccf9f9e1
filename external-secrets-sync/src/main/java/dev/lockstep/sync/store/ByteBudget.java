package dev.lockstep.sync.store;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Limits how many bytes are held at a time, in all and for each tenant, so that none of them takes the memory that the
/// others need.
public final class ByteBudget {
    private final long most;
    private final long mostOfOne;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition given = lock.newCondition();
    private final Map<String, Long> held = new HashMap<>();
    private long all;

    /// @param most bytes of all tenants together
    /// @param mostOfOne bytes of one of them
    public ByteBudget(long most, long mostOfOne) {
        this.most = most;
        this.mostOfOne = mostOfOne;
    }

    /// A part of the heap, and half of that for one tenant.
    ///
    /// @param parts of which it is one
    public static ByteBudget ofHeap(int parts) {
        long most = Runtime.getRuntime().maxMemory() / parts;
        return new ByteBudget(most, most / 2);
    }

    /// Nothing is held yet.
    ///
    /// @param tenant the namespace in whose name bytes are held
    public Share share(String tenant) {
        return new Share(tenant);
    }

    /// What one use holds; given back when it is closed, and nothing is taken any more then.
    public final class Share implements AutoCloseable {
        private final String tenant;
        private long bytes;
        private boolean closed;

        private Share(String tenant) {
            this.tenant = tenant;
        }

        /// Holds more.
        ///
        /// @return whether there is room for it
        public boolean take(long more) {
            lock.lock();
            try {
                return room(more);
            } finally {
                lock.unlock();
            }
        }

        /// Likewise, and waits until there is room.
        ///
        /// @return false if there was none in time, or never can be
        public boolean await(long more, Duration patience) throws InterruptedException {
            lock.lockInterruptibly();
            try {
                long left = patience.toNanos();
                while (!room(more)) {
                    if (closed || bytes + more > mostOfOne || left <= 0) {
                        return false;
                    }
                    left = given.awaitNanos(left);
                }
                return true;
            } finally {
                lock.unlock();
            }
        }

        private boolean room(long more) {
            long own = held.getOrDefault(tenant, 0L);
            boolean room = !closed && all + more <= most && own + more <= mostOfOne;
            if (room) {
                held.put(tenant, own + more);
                all += more;
                bytes += more;
            }
            return room;
        }

        public long bytes() {
            lock.lock();
            try {
                return bytes;
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void close() {
            lock.lock();
            try {
                all -= bytes;
                held.merge(tenant, -bytes, Long::sum);
                held.remove(tenant, 0L);
                bytes = 0;
                closed = true;
                given.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }
}
