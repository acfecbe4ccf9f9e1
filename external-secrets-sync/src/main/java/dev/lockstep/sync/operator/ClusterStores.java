package dev.lockstep.sync.operator;

import dev.lockstep.sync.engine.Cause;
import dev.lockstep.sync.engine.ResourceKey;
import dev.lockstep.sync.engine.SecretName;
import dev.lockstep.sync.engine.StoreRef;
import dev.lockstep.sync.engine.SyncError;
import dev.lockstep.sync.engine.Trigger;
import dev.lockstep.sync.operator.StoreIndex.KnownStore;
import dev.lockstep.sync.store.Credentials.KeyRef;
import dev.lockstep.sync.store.DefinedStore;
import dev.lockstep.sync.store.ServedProvider;
import dev.lockstep.sync.store.StoreCatalog;
import dev.lockstep.sync.store.StoreException;
import dev.lockstep.sync.store.StorePolicy;
import dev.lockstep.sync.store.vault.VaultStores;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Resolves stores from the cluster's current resources and what they refer to. Each lookup checks again who may use
/// what; in the steady state it asks nobody. Tells whom a change concerns: of a store, of what it needs, of the labels
/// of a namespace.
final class ClusterStores implements StoreCatalog {
    private final Function<StoreKey, @Nullable KnownStore> stores;
    private final MetadataCache metadataCache;
    private final StorePolicy policy;
    private final VaultStores vaults;
    private final String controllerClass;
    private final StoreIdentity identity;
    private final StoreListener listener;
    private final InstantSource clock;
    private final StoreConsumers consumers = new StoreConsumers();
    private final ReverseIndex<Use> uses = new ReverseIndex<>();
    private final ReverseIndex<ResourceKey> waiting = new ReverseIndex<>();
    private final List<Consumer<StoreKey>> checks = new CopyOnWriteArrayList<>();

    /// A store in the hands of the objects of one namespace.
    ///
    /// @param asker empty for all
    private record Use(StoreKey store, String asker) {}

    /// @param stores those that are there
    /// @param policy what stores may do, whoever wrote them
    /// @param controllerClass stores of another class are left to others
    ClusterStores(
            Function<StoreKey, @Nullable KnownStore> stores,
            MetadataCache metadataCache,
            StorePolicy policy,
            VaultStores vaults,
            String controllerClass,
            StoreIdentity identity,
            StoreListener listener,
            InstantSource clock) {
        this.stores = stores;
        this.metadataCache = metadataCache;
        this.policy = policy;
        this.vaults = vaults;
        this.controllerClass = controllerClass;
        this.identity = identity;
        this.listener = listener;
        this.clock = clock;
    }

    /// Adds who wants to know that a store, or what it needs, changed; called on any thread.
    void onChange(Consumer<StoreKey> check) {
        checks.add(check);
    }

    /// Notes which stores a resource uses. To be called with each reconcile, so that a change of one reaches a resource
    /// that waits for nothing else.
    void uses(ResourceKey consumer, Set<StoreRef> refs) {
        consumers.uses(consumer, refs);
    }

    /// Notes that a resource waits for its target to be made by others, for one change of it.
    void awaits(ResourceKey consumer, SecretName target) {
        var key = new ObjectKey(ObjectKey.Kind.SECRET, target.namespace(), target.name());
        waiting.add(consumer, key);
        if (metadataCache.get(key) instanceof ObjectMetadata.There) {
            objectChanged(key);
        }
    }

    /// A resource is no more.
    void forget(ResourceKey consumer) {
        consumers.forget(consumer);
        release(waiting.drop(consumer));
    }

    /// Whether one of the stores is of another controller class, so that whoever uses it is not ours (ESO 2.9 leaves it
    /// alone, too). A store that is not there is of no class.
    boolean leftToOthers(ResourceKey consumer, Set<StoreRef> refs) {
        return refs.stream()
                .map(ref -> stores.apply(StoreKey.of(ref, consumer.namespace())))
                .anyMatch(known -> known != null && !known.store().isFor(controllerClass));
    }

    @Override
    public Resolved resolve(StoreRef ref, ResourceKey consumer) {
        try {
            return usable(StoreKey.of(ref, consumer.namespace()), consumer);
        } catch (StoreException e) {
            return new Resolved.Refused(e.error());
        }
    }

    private Resolved usable(StoreKey key, ResourceKey consumer) {
        var known = stores.apply(key);
        if (known == null) {
            throw notFound(key);
        }
        var store = known.store();
        if (!store.isFor(controllerClass)) {
            throw StoreException.lasting(new SyncError(
                    Cause.STORE_DENIED,
                    store.ref() + " is of controller class " + store.spec().controller() + ", not " + controllerClass,
                    "",
                    "let the controller of that class serve it, or correct spec.controller"));
        }
        if (!key.is(consumer)) {
            admit(key, store, consumer.namespace());
        }
        var provider = store.spec().provider();
        var served = ServedProvider.of(key.ref(), provider, store.scope(consumer.namespace()));
        policy.admit(served.accounts(), served.servers());
        boolean perConsumer = key.namespace().isEmpty() && ServedProvider.followsConsumer(key.ref(), provider);
        var use = new Use(key, perConsumer ? consumer.namespace() : "");
        var parts = new ArrayList<>(List.of(known.settings(), key.namespace(), use.asker()));
        served.keys().forEach(needed -> parts.add(needed + " " + state(needed, use)));
        return new Resolved.Usable(identity.of(parts), () -> served.open().apply(vaults, clock));
    }

    private void admit(StoreKey key, DefinedStore store, String namespace) {
        store.admit(namespace, () -> {
            var object = ObjectKey.namespace(namespace);
            uses.add(new Use(key, namespace), object);
            if (metadataCache.get(object) instanceof ObjectMetadata.There there) {
                return there.labels();
            }
            throw StoreException.passing(new SyncError(
                    Cause.UNREACHABLE,
                    "the labels of namespace " + namespace + " cannot be read, on which the use of " + key.ref()
                            + " depends",
                    "",
                    "let Lockstep's ServiceAccount get, list and watch namespaces"));
        });
    }

    /// In which state what is needed is, for the identity.
    private String state(KeyRef needed, Use use) {
        var kind = switch (needed.kind()) {
            case SECRET -> ObjectKey.Kind.SECRET;
            case CONFIG_MAP -> ObjectKey.Kind.CONFIG_MAP;
        };
        if (!SecretName.isValid(needed.namespace(), needed.name())) {
            throw missing("no object can be called " + needed);
        }
        var object = new ObjectKey(kind, needed.namespace(), needed.name());
        uses.add(use, object);
        return switch (metadataCache.get(object)) {
            case ObjectMetadata.There(var uid, var version, _) -> uid + " " + version;
            case ObjectMetadata.Unknown _ -> "";
            case ObjectMetadata.Absent _ -> throw missing("there is no " + needed);
        };
    }

    private static StoreException missing(String what) {
        return StoreException.lasting(
                new SyncError(Cause.CREDENTIAL_MISSING, what, "", "create it, or correct the store's reference"));
    }

    private static StoreException notFound(StoreKey key) {
        var where = key.namespace().isEmpty() ? "" : " in namespace " + key.namespace();
        return StoreException.lasting(new SyncError(
                Cause.STORE_NOT_FOUND,
                "there is no " + key.ref() + where,
                "",
                "create it, or correct the reference; a SecretStore has to be in the namespace of who uses it"));
    }

    /// A store came, went, or has another spec.
    void storeChanged(StoreKey key) {
        release(uses.dropIf(use -> use.store().equals(key)));
        checks.forEach(check -> check.accept(key));
        tell(consumers.of(key));
    }

    /// What somebody has asked [MetadataCache] for looks different now.
    void objectChanged(ObjectKey object) {
        Set<ResourceKey> concerned = new HashSet<>();
        for (var use : uses.on(object)) {
            if (object.kind() != ObjectKey.Kind.NAMESPACE) {
                checks.forEach(check -> check.accept(use.store()));
            }
            concerned.addAll(
                    use.asker().isEmpty() ? consumers.of(use.store()) : consumers.of(use.store(), use.asker()));
        }
        tell(concerned);
        var waiters = waiting.on(object);
        waiters.forEach(waiter -> release(waiting.drop(waiter)));
        if (!waiters.isEmpty()) {
            listener.changed(waiters, new Trigger.None());
        }
    }

    private void tell(Set<ResourceKey> concerned) {
        if (!concerned.isEmpty()) {
            listener.changed(concerned, new Trigger.StoreChanged(clock.instant()));
        }
    }

    private void release(Set<ObjectKey> objects) {
        objects.stream()
                .filter(object ->
                        uses.on(object).isEmpty() && waiting.on(object).isEmpty())
                .forEach(metadataCache::forget);
    }
}
