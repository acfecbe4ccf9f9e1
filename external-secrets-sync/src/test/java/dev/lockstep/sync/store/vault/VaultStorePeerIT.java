package dev.lockstep.sync.store.vault;

import static dev.lockstep.sync.store.vault.Vaults.fault;
import static dev.lockstep.sync.store.vault.Vaults.read;
import static dev.lockstep.sync.store.vault.Vaults.value;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.sync.api.VaultAuth;
import dev.lockstep.sync.engine.Cause;
import dev.lockstep.sync.engine.Fetched;
import dev.lockstep.sync.engine.RemoteRef;
import dev.lockstep.sync.engine.RemoteRef.Facet;
import dev.lockstep.sync.peers.VaultServer;
import dev.lockstep.sync.peers.VaultServers;
import dev.lockstep.sync.store.FakeCredentials;
import dev.lockstep.sync.store.Reach;
import dev.lockstep.sync.store.SecretStore;
import dev.lockstep.sync.store.SecretStore.Health;
import java.time.Duration;
import java.time.InstantSource;
import java.util.UUID;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/// Against a real Vault; each test has paths and roles of its own.
@Timeout(180)
@ExtendWith(VaultServers.class)
class VaultStorePeerIT {
    private final String name = "t-" + UUID.randomUUID().toString().substring(0, 8);
    private final String path = "secret/data/" + name + "/db";
    private final RemoteRef db = RemoteRef.newest(name + "/db");
    private final FakeCredentials credentials = new FakeCredentials();
    private VaultServer vault;
    private SecretStore store;

    @BeforeEach
    void put(VaultServer vault) {
        this.vault = vault;
        vault.policy(name, "path \"secret/data/" + name + "/*\" { capabilities = [\"read\"] }");
        vault.put("secret/" + name + "/db", "{\"password\":\"one\"}");
    }

    @AfterEach
    void close() {
        if (store != null) {
            store.close();
        }
    }

    private SecretStore open(VaultAuth auth) {
        return open(auth, "v2");
    }

    private SecretStore open(VaultAuth auth, String version) {
        var provider = Stores.provider(vault.address().toString(), version, auth);
        store = new VaultStores(credentials, Reach.LOOPBACK, InstantSource.system())
                .open(VaultSettings.of(provider, Stores.SHOP));
        return store;
    }

    private SecretStore withToken(String fields) {
        credentials.holding(Stores.TOKEN, vault.token(fields) + "\n");
        return open(Stores.token());
    }

    private SecretStore withAppRole(String fields) {
        var role = vault.appRole(name, "\"token_policies\":\"" + name + "\"," + fields);
        credentials.holding(Stores.SECRET_ID, role.secretId());
        return open(Stores.appRole(role.roleId()));
    }

    private long logins() {
        return vault.loginsOf(name);
    }

    @Test
    void readsWithAToken() {
        var token = withToken("\"policies\":[\"" + name + "\"]");
        assertThat(value(token, db)).isEqualTo("{\"password\":\"one\"}");
        assertThat(token.check()).isEqualTo(new Health.Ready());
        vault.put("secret/" + name + "/db", "{\"password\":\"two\"}");
        assertThat(((Fetched.Found) read(token, db)).version()).isEqualTo("2");
        assertThat(value(token, db)).isEqualTo("{\"password\":\"two\"}");
        assertThat(value(token, new RemoteRef(db.key(), "1", Facet.VALUE))).isEqualTo("{\"password\":\"one\"}");
        assertThat(value(token, RemoteRef.newest(path))).isEqualTo("{\"password\":\"two\"}");
    }

    @Test
    void oneReadIsOneRequestAndManyReadsAreOneLogin() {
        var role = withAppRole("\"token_ttl\":\"20m\"");
        for (int i = 0; i < 10; i++) {
            value(role, db);
        }
        assertThat(vault.reads(path)).isEqualTo(10);
        assertThat(logins()).isEqualTo(1);
    }

    @Test
    void givesItsTokenBack() {
        var role = withAppRole("\"token_ttl\":\"20m\"");
        value(role, db);
        assertThat(vault.tokensOf(name)).isEqualTo(1);
        role.close();
        assertThat(vault.tokensOf(name)).isZero();
    }

    @Test
    void readsTheFirstEngine() {
        vault.policy(name, "path \"kv/" + name + "/*\" { capabilities = [\"read\"] }");
        vault.put("kv/" + name + "/db", "{\"password\":\"first\",\"nested\":{\"a\":[1,2]}}");
        credentials.holding(Stores.TOKEN, vault.token("\"policies\":[\"" + name + "\"]"));
        var provider = Stores.on("kv", Stores.provider(vault.address().toString(), "v1", Stores.token()));
        store = new VaultStores(credentials, Reach.LOOPBACK, InstantSource.system())
                .open(VaultSettings.of(provider, Stores.SHOP));
        assertThat(value(store, db)).contains("\"password\":\"first\"", "\"nested\":{\"a\":[1,2]}");
        assertThat(read(store, RemoteRef.newest(name + "/db"))).isInstanceOf(Fetched.Found.class);
        vault.delete("kv/" + name + "/db");
        assertThat(read(store, db)).isInstanceOf(Fetched.Absent.class);
    }

    @Test
    void readsMetadata() {
        vault.policy(name, "path \"secret/metadata/" + name + "/*\" { capabilities = [\"read\"] }");
        vault.post("secret/metadata/" + name + "/db", "{\"custom_metadata\":{\"owner\":\"shop\"}}");
        var token = withToken("\"policies\":[\"" + name + "\"]");
        assertThat(value(token, new RemoteRef(db.key(), "", Facet.METADATA)))
                .startsWith("{\"owner\":\"shop\",\"created_time\":\"20")
                .endsWith(",\"delete_version_after\":\"0s\",\"current_version\":1}");
    }

    @Test
    void whatIsDeletedDestroyedOrNeverWasIsAbsent() {
        var token = withToken("\"policies\":[\"" + name + "\"]");
        assertThat(read(token, RemoteRef.newest(name + "/never"))).isInstanceOf(Fetched.Absent.class);
        assertThat(read(token, new RemoteRef(db.key(), "9", Facet.VALUE))).isInstanceOf(Fetched.Absent.class);
        vault.delete(path);
        assertThat(read(token, db)).isInstanceOf(Fetched.Absent.class);
        vault.put("secret/" + name + "/db", "{\"password\":\"two\"}");
        assertThat(value(token, db)).isEqualTo("{\"password\":\"two\"}");
        vault.post("secret/destroy/" + name + "/db", "{\"versions\":[2]}");
        assertThat(read(token, db)).isInstanceOf(Fetched.Absent.class);
        vault.delete("secret/metadata/" + name + "/db");
        assertThat(read(token, db)).isInstanceOf(Fetched.Absent.class);
    }

    /// With the token that may see everything, as Vault hides from others what there is.
    @Test
    void aMountThatIsNotThereIsNotAnAbsentSecret() {
        credentials.holding(Stores.TOKEN, vault.rootToken());
        var provider = Stores.on("nowhere", Stores.provider(vault.address().toString(), "v2", Stores.token()));
        store = new VaultStores(credentials, Reach.LOOPBACK, InstantSource.system())
                .open(VaultSettings.of(provider, Stores.SHOP));
        assertThat(fault(store, db).cause()).isEqualTo(Cause.MOUNT_NOT_FOUND);
    }

    /// The first engine says of each path of the second that there is no such secret.
    @Test
    void theFirstEngineAskedAsTheSecondIsNotAnAbsentSecret() {
        vault.policy(name, "path \"kv/*\" { capabilities = [\"read\"] }");
        vault.put("kv/" + name + "/db", "{\"password\":\"first\"}");
        credentials.holding(Stores.TOKEN, vault.token("\"policies\":[\"" + name + "\"]"));
        var provider = Stores.on("kv", Stores.provider(vault.address().toString(), "v2", Stores.token()));
        store = new VaultStores(credentials, Reach.LOOPBACK, InstantSource.system())
                .open(VaultSettings.of(provider, Stores.SHOP));
        assertThat(fault(store, db).cause()).isEqualTo(Cause.KV_VERSION);
    }

    @Test
    void theSecondEngineAskedAsTheFirstIsNotAnAbsentSecret() {
        credentials.holding(Stores.TOKEN, vault.rootToken());
        assertThat(fault(open(Stores.token(), "v1"), db).cause()).isEqualTo(Cause.KV_VERSION);
    }

    @Test
    void aForbiddenPathIsDeniedWhetherItExistsOrNot() {
        vault.put("secret/bank-" + name + "/db", "{}");
        var token = withToken("\"policies\":[\"" + name + "\"]");
        assertThat(fault(token, RemoteRef.newest("bank-" + name + "/db")).cause())
                .isEqualTo(Cause.ACCESS_DENIED);
        assertThat(fault(token, RemoteRef.newest("bank-" + name + "/none")).cause())
                .isEqualTo(Cause.ACCESS_DENIED);
    }

    @Test
    void aChangedPolicyIsFollowed() {
        var role = withAppRole("\"token_ttl\":\"20m\"");
        value(role, db);
        vault.policy(name, "path \"secret/data/none\" { capabilities = [\"read\"] }");
        assertThat(fault(role, db).cause()).isEqualTo(Cause.ACCESS_DENIED);
        vault.policy(name, "path \"secret/data/" + name + "/*\" { capabilities = [\"read\"] }");
        assertThat(value(role, db)).isEqualTo("{\"password\":\"one\"}");
    }

    @Test
    void renewsATokenForAsLongAsItMay() throws Exception {
        var role = withAppRole("\"token_ttl\":\"3s\",\"token_max_ttl\":\"1h\"");
        for (int i = 0; i < 8; i++) {
            value(role, db);
            Thread.sleep(1000);
        }
        assertThat(logins()).isEqualTo(1);
        assertThat(vault.requests("update", "auth/token/renew-self")).isPositive();
    }

    @Test
    void replacesATokenThatReachesItsLongestLife() throws Exception {
        var role = withAppRole("\"token_ttl\":\"2s\",\"token_max_ttl\":\"4s\"");
        for (int i = 0; i < 8; i++) {
            value(role, db);
            Thread.sleep(1000);
        }
        assertThat(logins()).isBetween(2L, 5L);
    }

    @Test
    void replacesATokenThatExpiredBetweenReads() throws Exception {
        var role = withAppRole("\"token_ttl\":\"1s\",\"token_max_ttl\":\"1s\"");
        value(role, db);
        Thread.sleep(2500);
        value(role, db);
        assertThat(logins()).isEqualTo(2);
    }

    @Test
    void replacesATokenThatIsUsedUp() {
        var role = withAppRole("\"token_ttl\":\"20m\",\"token_num_uses\":2");
        for (int i = 0; i < 6; i++) {
            value(role, db);
        }
        assertThat(logins()).isEqualTo(3);
    }

    @Test
    void replacesABatchToken() throws Exception {
        var role = withAppRole("\"token_type\":\"batch\",\"token_ttl\":\"2s\"");
        for (int i = 0; i < 5; i++) {
            value(role, db);
            Thread.sleep(1000);
        }
        assertThat(logins()).isBetween(2L, 5L);
    }

    @Test
    void replacesARevokedTokenInTheSameRead() {
        var role = withAppRole("\"token_ttl\":\"20m\"");
        value(role, db);
        vault.revokeTokensOf(name);
        assertThat(value(role, db)).isEqualTo("{\"password\":\"one\"}");
        assertThat(logins()).isEqualTo(2);
    }

    @Test
    void takesTheTokenThatReplacedARevokedOne() {
        var first = vault.token("\"policies\":[\"" + name + "\"]");
        credentials.holding(Stores.TOKEN, first);
        var given = open(Stores.token());
        value(given, db);
        vault.revoke(first);
        assertThat(fault(given, db).cause()).isEqualTo(Cause.AUTH_FAILED);
        credentials.holding(Stores.TOKEN, vault.token("\"policies\":[\"" + name + "\"]"));
        assertThat(value(given, db)).isEqualTo("{\"password\":\"one\"}");
    }

    @Test
    void aWrongSecretIdIsAFailedLogin() {
        var role = vault.appRole(name, "\"token_policies\":\"" + name + "\"");
        credentials.holding(Stores.SECRET_ID, "00000000-0000-0000-0000-000000000000");
        var error = fault(open(Stores.appRole(role.roleId())), db);
        assertThat(error.cause()).isEqualTo(Cause.AUTH_FAILED);
        assertThat(error.where()).isEqualTo("auth/approle/login");
    }

    @Test
    void logsInWithAPassword() {
        vault.post(
                "auth/userpass/users/" + name, "{\"password\":\"pass\\\"word\",\"token_policies\":\"" + name + "\"}");
        credentials.holding(Stores.PASSWORD, "pass\"word\n");
        assertThat(value(open(Stores.userPass(name)), db)).isEqualTo("{\"password\":\"one\"}");
    }

    @Test
    void manyReadersAtOnceAreOneLogin() throws Exception {
        var role = withAppRole("\"token_ttl\":\"20m\"");
        try (var readers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 16; i++) {
                readers.submit(() -> value(role, db));
            }
        }
        assertThat(vault.reads(path)).isEqualTo(16);
        assertThat(logins()).isEqualTo(1);
    }

    @Test
    void aSealedVaultSaysSoAndServesAgainWhenUnsealed() throws Exception {
        try (var own = VaultServer.start()) {
            own.put("secret/" + name + "/db", "{\"password\":\"own\"}");
            credentials.holding(Stores.TOKEN, own.rootToken());
            var provider = Stores.provider(own.address().toString(), "v2", Stores.token());
            store = new VaultStores(credentials, Reach.LOOPBACK, InstantSource.system())
                    .open(VaultSettings.of(provider, Stores.SHOP));
            value(store, db);
            own.seal();
            assertThat(fault(store, db).cause()).isEqualTo(Cause.SEALED);
            assertThat(store.check())
                    .isInstanceOfSatisfying(
                            Health.Failed.class,
                            failed -> assertThat(failed.error().cause()).isEqualTo(Cause.SEALED));
            own.unseal();
            for (var wait = Duration.ZERO; read(store, db) instanceof Fetched.Failed; wait = wait.plusMillis(200)) {
                assertThat(wait).isLessThan(Duration.ofSeconds(30));
                Thread.sleep(200);
            }
            assertThat(value(store, db)).isEqualTo("{\"password\":\"own\"}");
        }
    }

    @Test
    void aVaultThatIsStoppedIsUnreachable() {
        var gone = VaultServer.start();
        var address = gone.address().toString();
        gone.close();
        credentials.holding(Stores.TOKEN, "root");
        store = new VaultStores(credentials, Reach.LOOPBACK, InstantSource.system())
                .open(VaultSettings.of(Stores.provider(address, "v2", Stores.token()), Stores.SHOP));
        assertThat(fault(store, db).what()).isEqualTo("refuses connections");
    }
}
