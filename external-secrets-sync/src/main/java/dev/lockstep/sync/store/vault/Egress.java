package dev.lockstep.sync.store.vault;

import dev.lockstep.sync.engine.Cause;
import dev.lockstep.sync.engine.Fault;
import dev.lockstep.sync.store.StoreException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Set;

/// Keeps a store from being a way to what only this pod can reach: the metadata services of clouds, which give
/// credentials away. Whatever a name resolves to counts, at every request.
final class Egress {
    /// Metadata services that are not link-local: of Azure, Alibaba Cloud, Oracle Cloud and AWS over IPv6.
    private static final Set<String> METADATA =
            Set.of("168.63.129.16", "100.100.100.200", "192.0.0.192", "fd00:ec2:0:0:0:0:0:254");

    private Egress() {}

    /// @throws StoreException `STORE_INVALID` if the server may not be asked, `UNREACHABLE` if it has no address
    static void check(URI server) {
        var host = server.getHost();
        try {
            for (var address : InetAddress.getAllByName(host)) {
                if (isForbidden(address)) {
                    throw StoreException.lasting(new Fault(
                            Cause.STORE_INVALID,
                            "is an address that no store may have: link-local, or a cloud's metadata service",
                            host,
                            "set server to the address of Vault"));
                }
            }
        } catch (UnknownHostException e) {
            throw StoreException.passing(new Fault(
                    Cause.UNREACHABLE, "the name has no address", host, "check server, and the cluster's DNS"));
        }
    }

    static boolean isForbidden(InetAddress address) {
        return address.isLinkLocalAddress()
                || address.isAnyLocalAddress()
                || address.isMulticastAddress()
                || METADATA.contains(address.getHostAddress());
    }
}
