package dev.lockstep.sync.operator;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Requeues each resource once at its time. Uses the monotonic clock, so setting the system clock has no effect.
///
/// @param <K> names a resource
final class RequeueTimer<K> implements AutoCloseable {
    private final Consumer<K> fire;
    private final Map<K, Future<?>> set = new ConcurrentHashMap<>();
    private final ScheduledExecutorService timer;

    /// @param fire called on the thread of the timer; it must be quick
    RequeueTimer(Consumer<K> wake) {
        this.fire = wake;
        var threads = new java.util.concurrent.ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("alarms").factory());
        threads.setRemoveOnCancelPolicy(true);
        this.timer = threads;
    }

    /// In the place of the alarm that was set before.
    void set(K resource, Duration delay) {
        set.compute(resource, (_, before) -> {
            if (before != null) {
                before.cancel(false);
            }
            return timer.schedule(() -> fire.accept(resource), delay.toMillis(), TimeUnit.MILLISECONDS);
        });
    }

    void cancel(K resource) {
        var before = set.remove(resource);
        if (before != null) {
            before.cancel(false);
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
