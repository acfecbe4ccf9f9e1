package dev.lockstep.sync.store.vault;

import static dev.lockstep.sync.store.vault.Vaults.DB;
import static dev.lockstep.sync.store.vault.Vaults.DB_PATH;
import static dev.lockstep.sync.store.vault.Vaults.HASTY;
import static dev.lockstep.sync.store.vault.Vaults.fault;
import static dev.lockstep.sync.store.vault.Vaults.value;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.sync.engine.Cause;
import dev.lockstep.sync.net.Proxies;
import dev.lockstep.sync.store.Egress;
import dev.lockstep.sync.store.SecretStore;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class VaultProxyTest {
    private static final String FAR = "vault.corp.invalid:8200";

    private final Vaults vaults = new Vaults();
    private final ScriptedVault proxy = vaults.server;

    @AfterEach
    void stop() {
        vaults.close();
    }

    /// A store at a server with a name that only the proxy knows.
    private SecretStore store(String scheme, String user) {
        var address = user + proxy.address().getRawAuthority();
        var proxies = Proxies.of(Map.of("HTTP_PROXY", address, "HTTPS_PROXY", address));
        return new VaultStores(vaults.credentials, new Egress(false, proxies), InstantSource.system(), HASTY)
                .open(VaultSettings.of(Stores.provider(scheme + "://" + FAR, "v2", Stores.token()), Stores.SHOP));
    }

    @Test
    void asksAPlainServerThroughTheProxy() {
        proxy.onTarget("http://" + FAR + "/v1/" + DB_PATH, ScriptedVault.found(1, "{\"a\":\"b\"}"));

        assertThat(value(store("http", "me:pw@"), DB)).isEqualTo("{\"a\":\"b\"}");
        assertThat(proxy.requests().getFirst().header("Proxy-Authorization")).isEqualTo("Basic bWU6cHc=");
    }

    @Test
    void opensATunnelToAServerWithTlsAndShowsTheProxyNoToken() {
        proxy.onTarget(FAR, ScriptedVault.answer(502, ""));

        assertThat(fault(store("https", "me:pw@"), DB).cause()).isEqualTo(Cause.UNREACHABLE);
        var request = proxy.requests().getFirst();
        assertThat(request.method()).isEqualTo("CONNECT");
        assertThat(request.header("Proxy-Authorization")).isEqualTo("Basic bWU6cHc=");
        assertThat(request.header("X-Vault-Token")).isEmpty();
    }

    @Test
    void aProxyThatIsNotThereIsToldApart() {
        var store = store("http", "");
        vaults.close();
        assertThat(fault(store, DB).cause()).isEqualTo(Cause.UNREACHABLE);
    }
}
