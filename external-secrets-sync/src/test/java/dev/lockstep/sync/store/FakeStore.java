package dev.lockstep.sync.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.lockstep.secret.Plaintext;
import dev.lockstep.secret.Plaintext.Type;
import dev.lockstep.sync.engine.Fetched;
import dev.lockstep.sync.engine.RemoteRef;
import dev.lockstep.sync.engine.SecretData;
import dev.lockstep.sync.engine.SecretValue;
import dev.lockstep.sync.engine.SyncError;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/// Secrets in memory, and failures that a test asks for.
public final class FakeStore implements SecretStore {
    private final Map<RemoteRef, Fetched> answers = new HashMap<>();
    private int version;

    /// Puts a secret: key, value, key, value.
    public FakeStore holding(RemoteRef reference, String... pairs) {
        Map<String, Plaintext> values = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            values.put(pairs[i], Plaintext.owning(Type.STRING, pairs[i + 1].getBytes(UTF_8)));
        }
        answers.put(
                reference,
                new Fetched.Found(new SecretValue.Members(SecretData.owning(values)), "v" + ++version, Instant.EPOCH));
        return this;
    }

    public FakeStore failing(RemoteRef reference, SyncError error) {
        answers.put(reference, new Fetched.Failed(error, Instant.MAX));
        return this;
    }

    /// A gateway to which this is every store, and to which no more time passes than the clock says.
    public StoreGateway gateway(InstantSource clock) {
        return new StoreGateway(
                (_, _) -> new StoreCatalog.Resolved.Usable("fake", () -> this),
                new SystemScheduler(
                        clock,
                        () -> Duration.between(Instant.EPOCH, clock.instant()).toNanos()),
                new SplittableRandom(1),
                GatewayLimits.ONCE,
                GatewayListener.NONE,
                GatewayObserver.NONE);
    }

    @Override
    public Map<RemoteRef, Fetched> fetch(List<RemoteRef> references) {
        Map<RemoteRef, Fetched> found = new HashMap<>();
        for (var reference : references) {
            found.put(
                    reference,
                    switch (answers.get(reference)) {
                        case null -> new Fetched.Absent(Instant.EPOCH);
                        case Fetched.Found(var value, var state, var readAt) ->
                            new Fetched.Found(value.copy(), state, readAt);
                        case Fetched answer -> answer;
                    });
        }
        return found;
    }
}
