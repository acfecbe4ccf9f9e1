package dev.lockstep.sync.operator;

import dev.lockstep.sync.engine.Cause;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Holds back for a moment the news that something a resource refers to is missing: what is applied together arrives
/// one after the other, and nobody wants a warning about that.
///
/// @param <K> names a resource, another one of the same name apart
final class Grace<K> {
    static final Duration LENGTH = Duration.ofSeconds(2);

    private final LongSupplier nanos;
    private final Map<K, Long> since = new ConcurrentHashMap<>();

    /// @param nanos the monotonic clock
    Grace(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /// How long to wait before a fault is told; zero if it is time, or if waiting would not help.
    ///
    /// @param cause null if all is well
    Duration left(K resource, @Nullable Cause cause) {
        if (cause == null || !isOfOrder(cause)) {
            since.remove(resource);
            return Duration.ZERO;
        }
        long now = nanos.getAsLong();
        var left = LENGTH.minusNanos(now - since.computeIfAbsent(resource, _ -> now));
        if (left.isPositive()) {
            return left;
        }
        since.remove(resource);
        return Duration.ZERO;
    }

    private static boolean isOfOrder(Cause cause) {
        return cause == Cause.STORE_NOT_FOUND || cause == Cause.CREDENTIAL_MISSING || cause == Cause.TARGET_MISSING;
    }

    void forget(K resource) {
        since.remove(resource);
    }
}
