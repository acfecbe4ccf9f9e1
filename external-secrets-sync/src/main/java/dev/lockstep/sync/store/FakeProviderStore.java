package dev.lockstep.sync.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.lockstep.secret.Plaintext;
import dev.lockstep.secret.Plaintext.Type;
import dev.lockstep.sync.api.FakeProvider;
import dev.lockstep.sync.engine.Cause;
import dev.lockstep.sync.engine.Fetched;
import dev.lockstep.sync.engine.RemoteRef;
import dev.lockstep.sync.engine.SecretValue;
import dev.lockstep.sync.engine.SyncError;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Implements the store `provider.fake` of ESO 2.9: its secrets stand in its own resource, and so does what a check of
/// it gives. Key and version must be the same to the letter; a reference without a version finds the entry without one.
/// Of two entries with the same key and version the last one counts.
public final class FakeProviderStore implements SecretStore {
    private final FakeProvider provider;
    private final InstantSource clock;
    private final Map<RemoteRef, String> values = new HashMap<>();

    public FakeProviderStore(FakeProvider provider, InstantSource clock) {
        this.provider = provider;
        this.clock = clock;
        provider.data()
                .forEach(item ->
                        values.put(new RemoteRef(item.key(), item.version(), RemoteRef.Facet.VALUE), item.value()));
    }

    @Override
    public int batch() {
        return Integer.MAX_VALUE;
    }

    @Override
    public Map<RemoteRef, Fetched> fetch(List<RemoteRef> references) {
        var readAt = clock.instant();
        Map<RemoteRef, Fetched> answers = new HashMap<>();
        references.forEach(reference -> answers.computeIfAbsent(reference, _ -> answer(reference, readAt)));
        return answers;
    }

    private Fetched answer(RemoteRef reference, Instant readAt) {
        if (reference.facet() == RemoteRef.Facet.METADATA) {
            var error = new SyncError(
                    Cause.NOT_SERVED, "provider fake keeps no metadata of its secrets", "", "use metadataPolicy None");
            return new Fetched.Failed(error, Instant.MAX);
        }
        if (values.get(reference) instanceof String value) {
            var bytes = Plaintext.owning(Type.STRING, value.getBytes(UTF_8));
            return new Fetched.Found(new SecretValue.Whole(bytes), reference.version(), readAt);
        }
        return new Fetched.Absent(readAt);
    }

    @Override
    public Health check() {
        return switch (provider.validationResult()) {
            case null -> new Health.Ready();
            case 0 -> new Health.Ready();
            case 1 -> new Health.Unknown();
            case Integer _ ->
                new Health.Failed(new SyncError(
                        Cause.STORE_INVALID,
                        "the store says of itself that it is not well",
                        "spec.provider.fake.validationResult",
                        "set it to 0"));
        };
    }
}
