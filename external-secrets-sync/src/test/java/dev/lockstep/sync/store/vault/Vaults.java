package dev.lockstep.sync.store.vault;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.sync.api.VaultAuth;
import dev.lockstep.sync.api.VaultProvider;
import dev.lockstep.sync.engine.Fetched;
import dev.lockstep.sync.engine.RemoteRef;
import dev.lockstep.sync.engine.SecretValue;
import dev.lockstep.sync.engine.SyncError;
import dev.lockstep.sync.store.FakeCredentials;
import dev.lockstep.sync.store.Reach;
import dev.lockstep.sync.store.SecretStore;
import dev.lockstep.testkit.Canary;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/// A scripted server with stores on it, a clock that a test moves, and credentials that it changes.
final class Vaults implements AutoCloseable {
    static final RemoteRef DB = RemoteRef.newest("shop/db");
    static final String DB_PATH = "secret/data/shop/db";
    static final Limits QUICK = new Limits(
            Duration.ofSeconds(5), Duration.ofSeconds(10), Duration.ofMillis(500), 8 << 20, Duration.ofMillis(5));

    /// Deadlines for tests in which the server is too slow.
    static final Limits HASTY = new Limits(
            Duration.ofMillis(500), Duration.ofMillis(500), Duration.ofMillis(500), 64 << 10, Duration.ofMillis(5));

    final ScriptedVault server = new ScriptedVault();
    final FakeCredentials credentials = new FakeCredentials().holding(Stores.TOKEN, "given-token\n");
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private final InstantSource clock = () -> now;

    void pass(Duration time) {
        now = now.plus(time);
    }

    Instant now() {
        return now;
    }

    SecretStore withToken() {
        return open(Stores.token(), QUICK);
    }

    SecretStore withAppRole() {
        credentials.holding(Stores.SECRET_ID, "the-\"secret\\id\r\n");
        return open(Stores.appRole("the-role"), QUICK);
    }

    SecretStore open(VaultAuth auth, Limits limits) {
        return open(Stores.provider(server.address().toString(), "v2", auth), limits);
    }

    SecretStore open(VaultProvider provider, Limits limits) {
        return new VaultStores(credentials, Reach.LOOPBACK, clock, limits)
                .open(VaultSettings.of(provider, Stores.SHOP));
    }

    static Fetched read(SecretStore store, RemoteRef reference) {
        return store.fetch(List.of(reference)).get(reference);
    }

    static String value(SecretStore store, RemoteRef reference) {
        try (var fetched = read(store, reference)) {
            assertThat(fetched).isInstanceOf(Fetched.Found.class);
            var whole = (SecretValue.Whole) ((Fetched.Found) fetched).value();
            return new String(whole.bytes().lent(), UTF_8);
        }
    }

    /// The fault of a read that must fail; it shows no secret.
    static SyncError fault(SecretStore store, RemoteRef reference) {
        return failure(store, reference).error();
    }

    static Fetched.Failed failure(SecretStore store, RemoteRef reference) {
        var fetched = read(store, reference);
        assertThat(fetched).isInstanceOf(Fetched.Failed.class);
        assertThat(fetched.toString()).doesNotContain("given-token", "role-token", "secret\\id", "the-\"secret");
        Canary.assertAbsent(fetched.toString());
        return (Fetched.Failed) fetched;
    }

    @Override
    public void close() {
        server.close();
    }
}
