package dev.lockstep.sync.store;

import dev.lockstep.sync.engine.Answers;
import dev.lockstep.sync.engine.Due;
import dev.lockstep.sync.engine.FetchPlan;
import dev.lockstep.sync.engine.Fetched;
import dev.lockstep.sync.engine.RemoteRef;
import dev.lockstep.sync.engine.StoreRef;
import dev.lockstep.sync.engine.Subject;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The only way to a store.
public final class StoreGateway implements AutoCloseable {
    private final StoreCatalog catalog;
    private final Map<String, SecretStore> open = new HashMap<>();

    /// For a program that runs once: nobody is told of changes.
    public StoreGateway(StoreCatalog catalog) {
        this(catalog, InstantSource.system(), GatewayLimits.ONCE, GatewayListener.NONE, GatewayObserver.NONE);
    }

    public StoreGateway(
            StoreCatalog catalog,
            InstantSource clock,
            GatewayLimits limits,
            GatewayListener listener,
            GatewayObserver observer) {
        this.catalog = catalog;
    }

    /// Gets what a wish needs. Never throws for what a store does.
    ///
    /// @return an answer for every reference; the caller closes it
    public Answers fetch(Subject consumer, FetchPlan plan, Due.Now due) {
        Map<StoreRef, Map<RemoteRef, Fetched>> answers = new HashMap<>();
        plan.needs().forEach((store, references) -> answers.put(store, fetch(consumer, store, references)));
        return Answers.owning(answers);
    }

    private Map<RemoteRef, Fetched> fetch(Subject consumer, StoreRef store, List<RemoteRef> references) {
        return switch (catalog.resolve(store, consumer)) {
            case StoreCatalog.Resolved.Refused(var fault) -> {
                Map<RemoteRef, Fetched> failed = new HashMap<>();
                references.forEach(reference -> failed.put(reference, new Fetched.Failed(fault, Instant.MAX)));
                yield failed;
            }
            case StoreCatalog.Resolved.Usable(var identity, var opening) ->
                open.computeIfAbsent(identity, _ -> opening.get()).fetch(references);
        };
    }

    /// Asks a store whether it is well, within the limits of its service. Never throws for what a store does.
    public SecretStore.Health check(Subject asker, StoreRef store) {
        return switch (catalog.resolve(store, asker)) {
            case StoreCatalog.Resolved.Refused(var fault) -> new SecretStore.Health.Failed(fault);
            case StoreCatalog.Resolved.Usable(var identity, var opening) ->
                open.computeIfAbsent(identity, _ -> opening.get()).check();
        };
    }

    /// Drops a consumer that is no more: it is told nothing from now on.
    public void forget(Subject consumer) {}

    /// Drops the client and all answers of a service identity, and tells its consumers to read anew. Reads under way
    /// end first.
    public void reset(String identity) {
        var dropped = open.remove(identity);
        if (dropped != null) {
            dropped.close();
        }
    }

    @Override
    public void close() {
        open.values().forEach(SecretStore::close);
    }
}
