package dev.lockstep.sync.store;

import dev.lockstep.secret.Plaintext;
import dev.lockstep.sync.engine.Cause;
import dev.lockstep.sync.engine.SyncError;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Credentials in memory, which a test can change and take away.
public final class FakeCredentials implements Credentials {
    private final Map<KeyRef, String> keys = new HashMap<>();
    private final Map<AccountRef, String> accounts = new HashMap<>();
    private final List<KeyRef> reads = new ArrayList<>();

    public synchronized FakeCredentials holding(KeyRef key, String value) {
        keys.put(key, value);
        return this;
    }

    public synchronized FakeCredentials without(KeyRef key) {
        keys.remove(key);
        return this;
    }

    public synchronized FakeCredentials issuing(AccountRef account, String token) {
        accounts.put(account, token);
        return this;
    }

    /// The keys that were read, in order.
    public synchronized List<KeyRef> reads() {
        return List.copyOf(reads);
    }

    @Override
    public synchronized Plaintext read(KeyRef key) {
        reads.add(key);
        return held(keys.get(key), key.toString());
    }

    @Override
    public synchronized Plaintext issueToken(AccountRef account, URI recipient) {
        return held(accounts.get(account), "ServiceAccount " + account.namespace() + "/" + account.name());
    }

    private static Plaintext held(@Nullable String value, String place) {
        if (value == null) {
            throw StoreException.passing(new SyncError(Cause.CREDENTIAL_MISSING, "is not there", place, "create it"));
        }
        return Plaintext.owning(Plaintext.Type.STRING, value.getBytes(StandardCharsets.UTF_8));
    }
}
