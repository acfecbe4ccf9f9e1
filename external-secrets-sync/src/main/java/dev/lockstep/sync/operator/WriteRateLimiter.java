package dev.lockstep.sync.operator;

import dev.lockstep.sync.engine.ResourceKey;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/// Limits each resource to one write of its Secret per second, so that a fight with another writer stays slow.
final class WriteRateLimiter {
    private static final Duration BETWEEN_WRITES = Duration.ofSeconds(1);

    private final LongSupplier nanos;
    private final Map<ResourceKey, Long> wrote = new ConcurrentHashMap<>();

    /// @param nanos the monotonic clock
    WriteRateLimiter(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /// Its Secret was written just now.
    void wrote(ResourceKey resourceKey) {
        wrote.put(resourceKey, nanos.getAsLong());
    }

    /// How long it has to wait before its next reconcile; zero or less if it has not.
    Duration rest(ResourceKey resourceKey) {
        var last = wrote.get(resourceKey);
        return last == null ? Duration.ZERO : BETWEEN_WRITES.minusNanos(nanos.getAsLong() - last);
    }

    void forget(ResourceKey resourceKey) {
        wrote.remove(resourceKey);
    }
}
