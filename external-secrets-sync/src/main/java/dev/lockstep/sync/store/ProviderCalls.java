package dev.lockstep.sync.store;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ObjLongConsumer;

/// Counts the requests to services behind stores, by the words that ESO 2.9 has for them.
public final class ProviderCalls {
    private final Map<Call, LongAdder> counts = new ConcurrentHashMap<>();

    /// A kind of request and how it ended.
    ///
    /// @param provider `HashiCorp/Vault`
    /// @param call `ReadSecretData`, `Login` and others; a closed list for each provider
    public record Call(String provider, String call, boolean succeeded) {}

    /// A request ended.
    public void ended(Call call) {
        counts.computeIfAbsent(call, _ -> new LongAdder()).increment();
    }

    /// Gives each kind of request and how many there were.
    public void each(ObjLongConsumer<Call> consumer) {
        counts.forEach((call, count) -> consumer.accept(call, count.sum()));
    }
}
