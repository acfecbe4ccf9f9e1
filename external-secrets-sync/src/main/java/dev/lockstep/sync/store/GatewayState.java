package dev.lockstep.sync.store;

import dev.lockstep.sync.engine.ResourceKey;
import dev.lockstep.sync.engine.Trigger;
import java.time.Instant;
import java.util.Set;
import java.util.random.RandomGenerator;
import javax.crypto.SecretKey;

/// Holds what all services of a gateway share.
///
/// @param random spreads what would be repeated at the same time
/// @param key of the fingerprints; of this process only
record GatewayState(
        SerialExecutor executor,
        Scheduler scheduler,
        GatewayLimits limits,
        RandomGenerator random,
        SecretKey key,
        ValueCache kept,
        ByteBudget answers,
        GatewayListener listener,
        GatewayObserver observer) {
    Instant now() {
        return scheduler.now();
    }

    long nanos() {
        return scheduler.nanos();
    }

    /// The time of the day at a moment of [#nanos()].
    Instant timeOf(long moment) {
        return now().plusNanos(moment - nanos());
    }

    /// Runs an entry into the books later.
    void after(long nanos, Runnable entry) {
        scheduler.after(nanos, () -> executor.run(entry));
    }

    void tell(Set<ResourceKey> consumers, Instant readAt) {
        if (!consumers.isEmpty()) {
            var told = Set.copyOf(consumers);
            executor.afterwards(() -> listener.changed(told, new Trigger.SourceChanged(readAt)));
        }
    }
}
