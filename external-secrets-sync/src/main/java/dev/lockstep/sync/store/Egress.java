package dev.lockstep.sync.store;

import dev.lockstep.sync.engine.Cause;
import dev.lockstep.sync.engine.SyncError;
import dev.lockstep.sync.net.AddressKind;
import dev.lockstep.sync.net.BoundedLookup;
import dev.lockstep.sync.net.Proxies;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Arrays;

/// Keeps a store from being a way to what only this process can reach: the metadata services of clouds, which give
/// credentials away, and what listens on loopback, which in a Pod are the ports of its other containers. Asked before
/// every request of every store. That a connection goes to no other address than one that would pass here is
/// [BoundedLookup]'s part.
public final class Egress {
    private final boolean loopback;
    private final Proxies proxies;

    /// @param loopback whether stores may name this machine
    public Egress(boolean loopback, Proxies proxies) {
        this.loopback = loopback;
        this.proxies = proxies;
    }

    /// The proxies through which stores are asked.
    public Proxies proxies() {
        return proxies;
    }

    /// @param tenant the namespace in whose name the server is asked; many lookups of one do not delay those of others
    /// @throws StoreException `STORE_INVALID` if the server may not be asked, `UNREACHABLE` if it has no address
    public void check(URI server, String tenant) {
        var host = server.getHost();
        try {
            var addresses = ScopedValue.where(BoundedLookup.TENANT, tenant).call(() -> InetAddress.getAllByName(host));
            Arrays.stream(addresses).map(AddressKind::of).forEach(kind -> admit(kind, host));
        } catch (UnknownHostException e) {
            // A proxy may know names that nobody here does.
            if (!proxies.serve(server)) {
                throw StoreException.passing(new SyncError(
                        Cause.UNREACHABLE,
                        "the name has no address that a store may have",
                        host,
                        "check server, and the cluster's DNS"));
            }
        }
    }

    private void admit(AddressKind kind, String host) {
        switch (kind) {
            case ORDINARY -> {}
            case LOOPBACK -> {
                if (!loopback) {
                    throw refused(
                            "is this machine, and in a Pod what runs beside lockstep-sync",
                            host,
                            "set server to the address of Vault, or run lockstep-sync with --allow-loopback-stores");
                }
            }
            case FORBIDDEN ->
                throw refused(
                        "is an address that no store may have: link-local, or a cloud's metadata service",
                        host,
                        "set server to the address of Vault");
        }
    }

    private static StoreException refused(String what, String host, String next) {
        return StoreException.lasting(new SyncError(Cause.STORE_INVALID, what, host, next));
    }
}
