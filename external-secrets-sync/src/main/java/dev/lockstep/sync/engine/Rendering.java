package dev.lockstep.sync.engine;

import dev.lockstep.secret.Plaintext;
import dev.lockstep.sync.engine.EntryValues.UnfitValue;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// Turns the answers of the stores into the data of the target. All entries are looked at; the first failure is told,
/// and then there is no data at all. No value is taken any more once they are too large together.
public final class Rendering {
    /// What the API server allows the values of a Secret together.
    private static final int MOST_BYTES = 1 << 20;

    /// More than the API server takes of an object, by the length of their names alone.
    static final int MOST_KEYS = 50_000;

    private final SyncSpec spec;
    private final SequencedMap<String, Plaintext> values = new LinkedHashMap<>();
    private final SequencedMap<String, KeyOrigin> origins = new LinkedHashMap<>();
    private final List<String> missing = new ArrayList<>();
    private final Steps steps = new Steps();
    private @Nullable SyncError error;
    private long bytes;
    private boolean full;
    private Instant nextTry = Instant.MAX;

    private Rendering(SyncSpec spec) {
        this.spec = spec;
    }

    /// @param answers lent; the result has bytes of its own
    public static Rendered of(SyncSpec spec, FetchedValues answers) {
        var rendering = new Rendering(spec);
        try {
            spec.entries().forEach(entry -> rendering.add(entry, answers.to(entry)));
            return rendering.rendered();
        } catch (RuntimeException e) {
            rendering.close();
            throw e;
        }
    }

    /// The bytes of memory that a rendering takes, and what is done with its result: the values, and what is read and
    /// sent of the target.
    ///
    /// @param answers lent
    public static long room(SyncSpec spec, FetchedValues answers) {
        long sum = 0;
        long largest = 0;
        for (var entry : spec.entries()) {
            long size = answers.to(entry) instanceof Fetched.Found found
                    ? found.value().length()
                    : 0;
            sum += size;
            largest = Math.max(largest, size);
        }
        return largest + 4 * Math.min(sum, MOST_BYTES);
    }

    private void add(Entry entry, Fetched answer) {
        switch (answer) {
            case Fetched.Failed(var failure, var at) ->
                fail(spec.isManifest() ? failure : failure.in(place(entry)), at);
            case Fetched.Absent _ when spec.deletion() == Deletion.RETAIN -> fail(absent(entry), Instant.MIN);
            case Fetched.Absent _ -> missing.add(place(entry));
            case Fetched.Found found -> add(entry, found);
        }
    }

    private void add(Entry entry, Fetched.Found found) {
        if (full) {
            return;
        }
        try {
            EntryValues.of(entry, found.value(), steps).forEach((key, value) -> {
                var replaced = values.put(key, value);
                if (replaced != null) {
                    bytes -= replaced.length();
                    replaced.close();
                }
                bytes += value.length();
                origins.put(key, origin(key, entry, found));
            });
        } catch (UnfitValue e) {
            fail(e.error(), Instant.MIN);
        }
        if (isTooLarge()) {
            fail(tooLarge(), Instant.MIN);
            full = true;
            close();
        }
    }

    private boolean isTooLarge() {
        return bytes > MOST_BYTES || values.size() > MOST_KEYS;
    }

    private static KeyOrigin origin(String key, Entry entry, Fetched.Found found) {
        return new KeyOrigin(
                key, entry.store(), entry.remote().key(), entry.property(), found.version(), found.readAt());
    }

    private void fail(SyncError failure, Instant at) {
        error = error == null ? failure : error;
        nextTry = at.isBefore(nextTry) ? at : nextTry;
    }

    private SyncError absent(Entry entry) {
        return new SyncError(
                Cause.SECRET_NOT_FOUND,
                "the store has no such secret",
                place(entry),
                "create it, or take the reference away");
    }

    private Rendered rendered() {
        if (error != null) {
            close();
            return new Rendered.Failed(error, nextTry);
        }
        return new Rendered.Complete(SecretData.owning(values), List.copyOf(origins.values()), missing);
    }

    private SyncError tooLarge() {
        return new SyncError(
                Cause.TOO_LARGE,
                values.size() > MOST_KEYS
                        ? "there are more than " + MOST_KEYS + " keys, and a Secret holds no more"
                        : "the values have more than " + MOST_BYTES + " bytes together, and a Secret holds no more",
                spec.origin(),
                "spread them over several Secrets");
    }

    private void close() {
        values.values().forEach(Plaintext::close);
        values.clear();
    }

    /// Where an entry stands, with the key it asks for: `spec.data[0] (key: db)`.
    static String place(Entry entry) {
        return entry.store().equals(StoreRef.OWN_FILES)
                ? entry.place()
                : entry.place() + " (key: " + entry.remote().key() + ")";
    }
}
