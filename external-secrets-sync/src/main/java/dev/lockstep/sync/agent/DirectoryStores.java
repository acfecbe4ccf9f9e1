package dev.lockstep.sync.agent;

import dev.lockstep.sync.api.StoreSpec;
import dev.lockstep.sync.engine.Cause;
import dev.lockstep.sync.engine.ResourceKey;
import dev.lockstep.sync.engine.StoreRef;
import dev.lockstep.sync.engine.SyncError;
import dev.lockstep.sync.net.Proxies;
import dev.lockstep.sync.resource.ResourceDocuments;
import dev.lockstep.sync.store.DefinedStore;
import dev.lockstep.sync.store.Egress;
import dev.lockstep.sync.store.ServedProvider;
import dev.lockstep.sync.store.SopsFiles;
import dev.lockstep.sync.store.StoreCatalog;
import dev.lockstep.sync.store.StoreException;
import dev.lockstep.sync.store.StoreServers;
import dev.lockstep.sync.store.vault.VaultStores;
import java.net.URI;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;

/// Resolves the stores of one revision: its own SOPS files, and the SecretStores and ClusterSecretStores among its
/// documents. Those ask only servers that the command line allows, and log in only with what it names.
final class DirectoryStores implements StoreCatalog {
    private final SopsFiles files;
    private final InstantSource clock;
    private final StoreServers servers;
    private final VaultStores vaults;
    private final Map<String, DefinedStore> stores = new HashMap<>();

    DirectoryStores(SopsFiles files, ResourceDocuments documents, StoreAccess access, InstantSource clock) {
        this.files = files;
        this.clock = clock;
        this.servers = access.servers();
        var egress = new Egress(true, servers.isEmpty() ? Proxies.NONE : Proxies.of(System.getenv()));
        this.vaults = new VaultStores(new DirectoryCredentials(access.credentials()), egress, clock);
        documents
                .stores()
                .forEach(store -> add(
                        StoreRef.Kind.NAMESPACED,
                        store.getMetadata().getNamespace(),
                        store.getMetadata().getName(),
                        store.getSpec()));
        documents
                .clusterStores()
                .forEach(store ->
                        add(StoreRef.Kind.CLUSTER, "", store.getMetadata().getName(), store.getSpec()));
    }

    private void add(StoreRef.Kind kind, String namespace, String name, StoreSpec spec) {
        var ref = new StoreRef(kind, name);
        stores.put(place(ref, namespace), new DefinedStore(ref, namespace, spec));
    }

    private static String place(StoreRef ref, String namespace) {
        return switch (ref.kind()) {
            case NAMESPACED -> ref + " of " + namespace;
            case CLUSTER, FILES -> ref.toString();
        };
    }

    @Override
    public Resolved resolve(StoreRef ref, ResourceKey consumer) {
        if (ref.equals(StoreRef.OWN_FILES)) {
            return new Resolved.Usable("files", () -> files);
        }
        var place = place(ref, consumer.namespace());
        var store = stores.get(place);
        if (store == null) {
            return new Resolved.Refused(new SyncError(
                    Cause.STORE_NOT_FOUND,
                    "there is no " + place,
                    "",
                    "add it to the directory, or correct the reference"));
        }
        try {
            store.admit(consumer.namespace(), Map::of);
            var served = ServedProvider.of(ref, store.spec().provider(), store.scope(consumer.namespace()));
            served.servers().forEach(server -> requireAllowed(place, server));
            // A cluster store may log in with what each namespace has.
            return new Resolved.Usable(
                    place + " for " + consumer.namespace(), () -> served.open().apply(vaults, clock));
        } catch (StoreException e) {
            return new Resolved.Refused(e.error());
        }
    }

    private void requireAllowed(String place, URI server) {
        if (!servers.admit(server)) {
            // Without its path, which the message needs not.
            var origin = server.getScheme() + "://" + server.getRawAuthority();
            throw StoreException.lasting(new SyncError(
                    Cause.STORE_DENIED,
                    place + " asks the server " + origin + ", which the command line does not allow",
                    "",
                    "if you trust it with the store's credentials, add --allow-store-server " + origin));
        }
    }
}
