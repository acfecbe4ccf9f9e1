package dev.lockstep.sync.store;

import dev.lockstep.sync.engine.Cause;
import dev.lockstep.sync.engine.Due;
import dev.lockstep.sync.engine.FetchPlan;
import dev.lockstep.sync.engine.Fetched;
import dev.lockstep.sync.engine.FetchedValues;
import dev.lockstep.sync.engine.Fingerprint;
import dev.lockstep.sync.engine.RemoteRef;
import dev.lockstep.sync.engine.ResourceKey;
import dev.lockstep.sync.engine.StoreRef;
import dev.lockstep.sync.engine.SyncError;
import dev.lockstep.sync.store.SecretStore.Health;
import dev.lockstep.sync.store.StoreCatalog.Resolved;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// Shares, limits and retries all reads of stores. Consumers share what is read: whoever accepts an answer of a certain
/// age gets that of somebody else's read, and who has got an older one is told when a read gives something new.
///
/// Each service, asked with one credential, is protected, and the others from it: by a rate, by a number of requests at
/// a time, by a deadline for each, and by a circuit that opens when it is ill. While that is so everybody is answered
/// at once, one read at a time finds out if it is over, and then those who need to know are told.
public final class StoreGateway implements AutoCloseable {
    private static final Duration FAREWELL = Duration.ofSeconds(5);
    private static final SyncError CLOSING = new SyncError(Cause.UNREACHABLE, "the program is ending", "", "");

    /// What a consumer uses.
    private record Use(ServiceReader service, RemoteRef reference) {}

    private final StoreCatalog catalog;
    private final GatewayState context;
    private final Map<String, ServiceReader> services = new HashMap<>();
    /// Those that nobody can ask any more, and that are not closed yet.
    private final Set<ServiceReader> leaving = new HashSet<>();

    private final Map<ResourceKey, Set<Use>> uses = new HashMap<>();
    private boolean closed;

    /// For a program that runs once: nobody is told of changes.
    public StoreGateway(StoreCatalog catalog) {
        this(catalog, InstantSource.system(), GatewayLimits.ONCE, GatewayListener.NONE, GatewayObserver.NONE);
    }

    /// @param clock the one that `notBefore` of those who ask is taken from
    public StoreGateway(
            StoreCatalog catalog,
            InstantSource clock,
            GatewayLimits limits,
            GatewayListener listener,
            GatewayObserver observer) {
        this(catalog, new SystemScheduler(clock), RandomGenerator.getDefault(), limits, listener, observer);
    }

    StoreGateway(
            StoreCatalog catalog,
            Scheduler scheduler,
            RandomGenerator random,
            GatewayLimits limits,
            GatewayListener listener,
            GatewayObserver observer) {
        this(catalog, scheduler, random, limits, ByteBudget.ofHeap(6), listener, observer);
    }

    /// @param answers what all consumers hold together
    StoreGateway(
            StoreCatalog catalog,
            Scheduler scheduler,
            RandomGenerator random,
            GatewayLimits limits,
            ByteBudget answers,
            GatewayListener listener,
            GatewayObserver observer) {
        this.catalog = catalog;
        this.context = new GatewayState(
                new SerialExecutor(),
                scheduler,
                limits,
                random,
                Fingerprint.newKey(),
                new ValueCache(limits.keptBytes()),
                answers,
                listener,
                observer);
    }

    /// Gets what a spec needs, and remembers who needs it: what he needed before and does not any more is forgotten.
    /// Waits as long as it takes; it is interrupted if the thread is. Never throws for what a store does.
    ///
    /// @return an answer for every reference; the caller closes it
    public FetchedValues fetch(ResourceKey consumer, FetchPlan plan, Due.Now due) {
        var request = ask(consumer, plan, due);
        return await(request.whole(), () -> request.abandon(CLOSING));
    }

    /// Likewise without waiting.
    Request ask(ResourceKey consumer, FetchPlan plan, Due.Now due) {
        Map<StoreRef, Resolved> stores = new HashMap<>();
        plan.needs().keySet().forEach(store -> stores.put(store, catalog.resolve(store, consumer)));
        var request = new Request(
                context.executor(),
                consumer,
                plan,
                due,
                context.answers().share(consumer.namespace()),
                context.scheduler()::now);
        context.executor().run(() -> {
            if (closed) {
                request.abandon(CLOSING);
                return;
            }
            Set<Use> needed = new HashSet<>();
            plan.needs().forEach((store, references) -> {
                switch (stores.get(store)) {
                    case Resolved.Refused refused ->
                        references.forEach(reference -> request.answer(
                                store, reference, new Fetched.Failed(refused.error(), refused.nextTry())));
                    case Resolved.Usable(var identity, var opening) -> {
                        var service = service(identity, opening);
                        for (var reference : references) {
                            needed.add(new Use(service, reference));
                            service.ask(new PendingRead(request, store), reference);
                        }
                        service.dispatch();
                    }
                }
            });
            use(consumer, needed);
        });
        return request;
    }

    private ServiceReader service(String identity, Supplier<SecretStore> opening) {
        return services.computeIfAbsent(identity, _ -> new ServiceReader(context, identity, opening, this::retire));
    }

    private void retire(ServiceReader service) {
        services.remove(service.identity(), service);
        leaving.add(service);
        service.closed().thenRun(() -> context.executor().run(() -> leaving.remove(service)));
        service.retire();
    }

    private void use(ResourceKey consumer, Set<Use> needed) {
        var before = needed.isEmpty() ? uses.remove(consumer) : uses.put(consumer, needed);
        if (before != null) {
            before.stream()
                    .filter(use -> !needed.contains(use))
                    .forEach(use -> use.service().leave(consumer, use.reference()));
        }
    }

    /// Drops a consumer that is no more: it is told nothing from now on.
    public void forget(ResourceKey consumer) {
        context.executor().run(() -> use(consumer, Set.of()));
    }

    /// Asks a store whether it is well, within the limits of its service. Never throws for what a store does.
    public Health check(ResourceKey asker, StoreRef store) {
        var health = ask(asker, store);
        return await(health, () -> health.complete(new Health.Failed(CLOSING)));
    }

    /// Likewise without waiting.
    CompletableFuture<Health> ask(ResourceKey asker, StoreRef store) {
        var health = new CompletableFuture<Health>();
        switch (catalog.resolve(store, asker)) {
            case Resolved.Refused(var error) -> health.complete(new Health.Failed(error));
            case Resolved.Usable(var identity, var opening) ->
                context.executor().run(() -> {
                    if (closed) {
                        health.complete(new Health.Failed(CLOSING));
                    } else {
                        service(identity, opening).check(health);
                    }
                });
        }
        return health;
    }

    private <T> T await(CompletableFuture<T> result, Runnable abandon) {
        try {
            return result.get();
        } catch (InterruptedException e) {
            context.executor().run(abandon);
            Thread.currentThread().interrupt();
            return result.join();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Answers all who wait, interrupts what is under way and closes the clients when that has ended.
    @Override
    public void close() {
        List<CompletableFuture<Void>> ends = new ArrayList<>();
        context.executor().run(() -> {
            closed = true;
            List.copyOf(services.values()).forEach(this::retire);
            for (var service : leaving) {
                service.stop(CLOSING);
                ends.add(service.closed());
            }
            uses.clear();
        });
        try {
            CompletableFuture.allOf(ends.toArray(CompletableFuture[]::new))
                    .get(FAREWELL.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException | ExecutionException e) {
            // What does not end by then ends with the process.
        } finally {
            context.scheduler().close();
        }
    }
}
