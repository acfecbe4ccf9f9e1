package dev.lockstep.sync.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.lockstep.sync.engine.Conversion;
import dev.lockstep.sync.engine.Decoding;
import dev.lockstep.sync.engine.Due;
import dev.lockstep.sync.engine.Entry;
import dev.lockstep.sync.engine.FetchPlan;
import dev.lockstep.sync.engine.Fetched;
import dev.lockstep.sync.engine.FetchedValues;
import dev.lockstep.sync.engine.RemoteRef;
import dev.lockstep.sync.engine.ResourceKey;
import dev.lockstep.sync.engine.SecretValue;
import dev.lockstep.sync.engine.StoreRef;
import dev.lockstep.sync.engine.Trigger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;

/// A gateway in virtual time, with services that go by their names.
final class GatewayWorld {
    /// What came of an ask: the value, `absent`, or the cause of a failure.
    record Got(String result, Instant readAt, Instant nextTry) {}

    record News(Set<ResourceKey> consumers, Instant readAt) {}

    final VirtualTimeline time = new VirtualTimeline(Long.MAX_VALUE - 1_000_000_000L);
    final List<News> news = new ArrayList<>();
    final StoreGateway gateway;
    GatewayListener also = GatewayListener.NONE;
    private final Map<String, TimedStore> services = new HashMap<>();
    private final Map<String, String> identities = new HashMap<>();

    GatewayWorld() {
        this(GatewayLimits.DEFAULT, GatewayObserver.NONE);
    }

    GatewayWorld(GatewayLimits limits, GatewayObserver observer) {
        gateway = new StoreGateway(
                (store, _) -> {
                    var identity = identities.getOrDefault(store.name(), store.name());
                    return new StoreCatalog.Resolved.Usable(identity, () -> service(identity));
                },
                time,
                new SplittableRandom(1),
                limits,
                this::hear,
                observer);
    }

    private void hear(Set<ResourceKey> consumers, Trigger.SourceChanged change) {
        news.add(new News(consumers, change.readAt()));
        also.changed(consumers, change);
    }

    TimedStore service(String identity) {
        return services.computeIfAbsent(identity, _ -> new TimedStore(time));
    }

    /// From now on a store is another service, or is asked with another credential.
    void identity(String store, String identity) {
        identities.put(store, identity);
    }

    static ResourceKey subject(String name) {
        var namespace = name.contains("/") ? name.substring(0, name.indexOf('/')) : "shop";
        return new ResourceKey("ExternalSecret", namespace, name, "uid-" + name);
    }

    static StoreRef store(String name) {
        return new StoreRef(StoreRef.Kind.NAMESPACED, name);
    }

    /// Asks for one key of a store.
    CompletableFuture<Got> ask(String consumer, String store, String key, Due.Why why, Instant notBefore) {
        return ask(consumer, store, List.of(key), why, notBefore)
                .thenApply(all -> all.values().iterator().next());
    }

    CompletableFuture<Got> ask(String consumer, String store, String key) {
        return ask(consumer, store, key, Due.Why.NEVER_SYNCED, time.now());
    }

    /// Asks for several at once; what comes is by key.
    CompletableFuture<Map<String, Got>> ask(
            String consumer, String store, List<String> keys, Due.Why why, Instant notBefore) {
        var references = keys.stream().map(RemoteRef::newest).toList();
        var needs = new LinkedHashMap<StoreRef, List<RemoteRef>>();
        needs.put(store(store), references);
        return gateway.ask(subject(consumer), new FetchPlan(needs), new Due.Now(why, notBefore))
                .whole()
                .thenApply(answers -> {
                    try (answers) {
                        Map<String, Got> got = new LinkedHashMap<>();
                        references.forEach(reference -> got.put(reference.key(), got(answers, store, reference)));
                        return got;
                    }
                });
    }

    private static Got got(FetchedValues answers, String store, RemoteRef reference) {
        var entry = new Entry.Extract("data", store(store), reference, "", Conversion.DEFAULT, Decoding.NONE, false);
        return switch (answers.to(entry)) {
            case Fetched.Found(SecretValue.Whole(var bytes), _, var readAt) ->
                new Got(new String(bytes.lent(), UTF_8), readAt, Instant.MIN);
            case Fetched.Found(SecretValue.Members _, _, _) ->
                throw new IllegalStateException("not from a TimedStore");
            case Fetched.Absent(var readAt) -> new Got("absent", readAt, Instant.MIN);
            case Fetched.Failed(var error, var nextTry) -> new Got(error.cause().spelled(), Instant.MIN, nextTry);
        };
    }

    /// Asks, lets a second pass, and gives what came.
    String get(String consumer, String store, String key, Due.Why why) {
        var got = ask(consumer, store, key, why, time.now());
        time.pass(Duration.ofSeconds(1));
        return got.getNow(new Got("nothing yet", Instant.MIN, Instant.MIN)).result();
    }

    String get(String consumer, String store, String key) {
        return get(consumer, store, key, Due.Why.NEVER_SYNCED);
    }

    /// A time of the day, so long after the start.
    static Instant at(Duration since) {
        return VirtualTimeline.START.plus(since);
    }
}
