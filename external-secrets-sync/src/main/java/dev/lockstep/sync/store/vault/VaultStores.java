package dev.lockstep.sync.store.vault;

import dev.lockstep.sync.store.ByteBudget;
import dev.lockstep.sync.store.Credentials;
import dev.lockstep.sync.store.Egress;
import dev.lockstep.sync.store.ProviderCalls;
import dev.lockstep.sync.store.SecretStore;
import java.time.InstantSource;

/// Makes clients of Vault. One object for the process, so that they share what they can.
public final class VaultStores {
    private final Credentials credentials;
    private final InstantSource clock;
    private final ProviderCalls calls;
    private final Limits limits;
    private final Egress egress;
    private final HttpClients clients;
    private final ByteBudget memory = ByteBudget.ofHeap(8);

    public VaultStores(Credentials credentials, Egress egress, InstantSource clock) {
        this(credentials, egress, clock, new ProviderCalls());
    }

    /// @param egress asked before each request
    /// @param calls counts the requests
    public VaultStores(Credentials credentials, Egress egress, InstantSource clock, ProviderCalls calls) {
        this(credentials, egress, clock, calls, Limits.DEFAULT);
    }

    VaultStores(Credentials credentials, Egress egress, InstantSource clock, Limits limits) {
        this(credentials, egress, clock, new ProviderCalls(), limits);
    }

    private VaultStores(
            Credentials credentials, Egress egress, InstantSource clock, ProviderCalls calls, Limits limits) {
        this.credentials = credentials;
        this.egress = egress;
        this.clients = new HttpClients(egress.proxies());
        this.clock = clock;
        this.calls = calls;
        this.limits = limits;
    }

    /// Asks nobody yet: the client connects and logs in with its first read. The caller closes it.
    public SecretStore open(VaultSettings settings) {
        var transport = new VaultTransport(
                settings, egress, memory, () -> clients.of(settings.trust, credentials, limits), limits, calls, clock);
        return new VaultStore(settings, transport, new VaultSession(settings, credentials, transport, clock), limits);
    }
}
