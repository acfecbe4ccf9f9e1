package dev.lockstep.sync.operator;

import dev.lockstep.sync.engine.ResourceKey;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/// Keeps a resource from writing its Secret more than once a second: others who keep changing it are not fought faster.
final class WriteRateLimiter {
    private static final Duration BETWEEN_WRITES = Duration.ofSeconds(1);

    private final LongSupplier nanos;
    private final Map<ResourceKey, Long> wrote = new ConcurrentHashMap<>();

    /// @param nanos the monotonic clock
    WriteRateLimiter(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /// Its Secret was written just now.
    void wrote(ResourceKey subject) {
        wrote.put(subject, nanos.getAsLong());
    }

    /// How long it has to wait before its next pass; zero or less if it has not.
    Duration rest(ResourceKey subject) {
        var last = wrote.get(subject);
        return last == null ? Duration.ZERO : BETWEEN_WRITES.minusNanos(nanos.getAsLong() - last);
    }

    void forget(ResourceKey subject) {
        wrote.remove(subject);
    }
}
