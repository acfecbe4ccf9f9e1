package dev.lockstep.sync.store;

import dev.lockstep.sync.store.vault.ScriptedVault;
import dev.lockstep.sync.store.vault.Stores;
import dev.lockstep.sync.store.vault.VaultSettings;
import dev.lockstep.sync.store.vault.VaultStores;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;

class VaultStoreTest extends SecretStoreContract {
    private final ScriptedVault server = new ScriptedVault()
            .holding("secret/data/db.yaml%23shop/db", 3, "{\"user\":\"USER\",\"password\":\"PASSWORD\"}")
            .holding("secret/data/mail.yaml%23shop/mail", 1, "{\"token\":\"TOKEN\"}");

    @AfterEach
    void stop() {
        server.close();
    }

    @Override
    SecretStore store() {
        var provider = Stores.provider(server.address().toString(), "v2", Stores.token());
        var credentials = new FakeCredentials().holding(Stores.TOKEN, "given-token");
        return new VaultStores(credentials, Reach.LOOPBACK, InstantSource.system())
                .open(VaultSettings.of(provider, Stores.SHOP));
    }
}
