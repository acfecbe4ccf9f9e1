package dev.lockstep.sync.operator;

import java.util.concurrent.Semaphore;

/// Counts and limits the API calls in flight: not more at once than one connection bears beside the watches and the
/// Lease. One that is too much would not wait but fail, and the renewal of the Lease with it.
final class ApiCalls {
    /// Below the streams that an API server allows on one connection (100).
    private static final int AT_ONCE = 64;

    private final Semaphore free = new Semaphore(AT_ONCE, true);

    /// A call that is under way; closing it lets the next one begin.
    interface Call extends AutoCloseable {
        @Override
        void close();
    }

    /// Waits until there is room.
    Call begin() throws InterruptedException {
        free.acquire();
        return free::release;
    }

    /// Waits until there is room, even if the thread is to end.
    Call beginUninterruptibly() {
        free.acquireUninterruptibly();
        return free::release;
    }
}
