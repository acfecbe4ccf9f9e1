package dev.lockstep.sync.store;

import dev.lockstep.sync.net.Proxies;
import java.util.List;
import java.util.Set;

/// What stores of tests may do: their servers are on loopback, without TLS.
public final class Reach {
    public static final Egress LOOPBACK = new Egress(true, Proxies.NONE);
    public static final StorePolicy POLICY = policy(List.of(), false, "127.0.0.1");

    private Reach() {}

    static StorePolicy policy(List<String> servers, boolean requireAudience, String... httpHosts) {
        return new StorePolicy(StoreServers.of("--allow-store-server", servers), Set.of(httpHosts), requireAudience);
    }
}
