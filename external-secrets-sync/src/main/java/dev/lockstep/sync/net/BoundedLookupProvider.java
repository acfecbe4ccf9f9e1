package dev.lockstep.sync.net;

import java.net.InetAddress;
import java.net.spi.InetAddressResolver;
import java.net.spi.InetAddressResolverProvider;
import java.util.function.Predicate;

/// Makes [BoundedLookup] the resolver of the JDK; found as a service, once for the process.
public final class BoundedLookupProvider extends InetAddressResolverProvider {
    /// Set by the kubelet in every container.
    private static final String IN_A_POD = "KUBERNETES_SERVICE_HOST";

    @Override
    public InetAddressResolver get(Configuration configuration) {
        return new BoundedLookup(configuration.builtinResolver(), allowed(System.getenv(IN_A_POD) != null));
    }

    /// No name leads to a metadata service, and in a Pod none to the other containers of it.
    static Predicate<InetAddress> allowed(boolean inPod) {
        return address -> switch (AddressKind.of(address)) {
            case ORDINARY -> true;
            case LOOPBACK -> !inPod;
            case FORBIDDEN -> false;
        };
    }

    @Override
    public String name() {
        return "lockstep";
    }
}
