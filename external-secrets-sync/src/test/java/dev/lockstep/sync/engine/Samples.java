package dev.lockstep.sync.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.lockstep.secret.Plaintext;
import dev.lockstep.secret.Plaintext.Type;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// Specs, answers and states as the tests of the decisions need them.
final class Samples {
    static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");
    static final StoreRef STORE = new StoreRef(StoreRef.Kind.NAMESPACED, "vault");
    static final ResourceKey SUBJECT =
            new ResourceKey("ExternalSecret", "shop", "db", "5f7c9d3e-0000-4000-8000-000000000001");

    private Samples() {}

    /// A spec for the key `K` from each remote key `k`.
    static SyncSpec spec(Creation creation, Deletion deletion, Refresh refresh, String... remoteKeys) {
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < remoteKeys.length; i++) {
            entries.add(single("spec.data[" + i + "]", remoteKeys[i], ""));
        }
        return spec(creation, deletion, refresh, entries);
    }

    static SyncSpec spec(Creation creation, Deletion deletion, Refresh refresh, List<Entry> entries) {
        return new SyncSpec(
                SUBJECT,
                new SecretName("shop", "db"),
                "",
                "1-a",
                entries,
                creation,
                deletion,
                refresh,
                false,
                "",
                Map.of(),
                Map.of(),
                List.of());
    }

    static SyncSpec owned(List<Entry> entries) {
        return spec(Creation.OWNER, Deletion.RETAIN, hourly(), entries);
    }

    static Refresh hourly() {
        return new Refresh.Periodic(Duration.ofHours(1));
    }

    static Entry single(String place, String remoteKey, String property) {
        return new Entry.Single(
                place,
                STORE,
                RemoteRef.newest(remoteKey),
                property,
                remoteKey.toUpperCase(Locale.ROOT),
                Decoding.NONE,
                false);
    }

    static Entry extract(String remoteKey, String property, Conversion conversion) {
        return new Entry.Extract(
                "spec.dataFrom[0].extract",
                STORE,
                RemoteRef.newest(remoteKey),
                property,
                conversion,
                Decoding.NONE,
                false);
    }

    /// The answers of one store, by remote key.
    static FetchedValues answers(Map<String, Fetched> answers) {
        Map<RemoteRef, Fetched> ofStore = new HashMap<>();
        answers.forEach((key, answer) -> ofStore.put(RemoteRef.newest(key), answer));
        return FetchedValues.owning(Map.of(STORE, ofStore), () -> {});
    }

    static Fetched found(String text) {
        return new Fetched.Found(new SecretValue.Whole(plaintext(text)), "7", NOON);
    }

    static Fetched absent() {
        return new Fetched.Absent(NOON);
    }

    static Fetched failed(Cause cause) {
        return new Fetched.Failed(new SyncError(cause, "it does not answer", "", "wait"), NOON.plusSeconds(30));
    }

    static Plaintext plaintext(String text) {
        return Plaintext.owning(Type.STRING, text.getBytes(UTF_8));
    }

    /// From `a=1 b=2`.
    static SecretData data(String pairs) {
        Map<String, Plaintext> values = new LinkedHashMap<>();
        for (var pair : pairs.split(" ")) {
            if (!pair.isEmpty()) {
                int equals = pair.indexOf('=');
                values.put(pair.substring(0, equals), plaintext(pair.substring(equals + 1)));
            }
        }
        return SecretData.owning(values);
    }

    /// As `a=1 b=2`, in the order of the keys.
    static String text(SecretData data) {
        return data.values().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(entry -> entry.getKey() + "=" + new String(entry.getValue().lent(), UTF_8))
                .collect(Collectors.joining(" "));
    }
}
