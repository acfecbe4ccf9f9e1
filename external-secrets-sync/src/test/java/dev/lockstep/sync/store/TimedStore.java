package dev.lockstep.sync.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.lockstep.secret.Plaintext;
import dev.lockstep.secret.Plaintext.Type;
import dev.lockstep.sync.engine.Cause;
import dev.lockstep.sync.engine.Fetched;
import dev.lockstep.sync.engine.RemoteRef;
import dev.lockstep.sync.engine.SecretValue;
import dev.lockstep.sync.engine.SyncError;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A store in virtual time: secrets in memory, faults of the whole service or of single keys, and a record of when it
/// was asked for what. Remembers the bytes it gave, to see if they are wiped.
final class TimedStore implements SecretStore {
    record Asked(Instant at, List<RemoteRef> references) {}

    private final Scheduler time;
    private final Map<String, String> values = new HashMap<>();
    private final Map<String, Cause> faults = new HashMap<>();
    private final List<byte[]> given = new ArrayList<>();
    private final List<Asked> asked = new ArrayList<>();
    private @Nullable Cause down;
    private Instant nextTry = Instant.MIN;
    private int batch = 1;
    private int checks;
    private boolean closed;

    TimedStore(Scheduler time) {
        this.time = time;
    }

    TimedStore holding(String key, String value) {
        values.put(key, value);
        return this;
    }

    void losing(String key) {
        values.remove(key);
    }

    void failing(String key, Cause cause) {
        faults.put(key, cause);
    }

    void well(String key) {
        faults.remove(key);
    }

    /// The whole service fails; `nextTry` is [Instant#MIN] if it does not say when to come back.
    void down(Cause cause, Instant comeBack) {
        down = cause;
        nextTry = comeBack;
    }

    void up() {
        down = null;
    }

    void batch(int size) {
        batch = size;
    }

    List<Asked> asked() {
        return asked;
    }

    int reads() {
        return asked.size();
    }

    /// Reads within the time from `from` to `to`, counted from the start.
    long reads(Duration from, Duration to) {
        return asked.stream()
                .filter(one -> !one.at().isBefore(VirtualTimeline.START.plus(from))
                        && one.at().isBefore(VirtualTimeline.START.plus(to)))
                .count();
    }

    int checks() {
        return checks;
    }

    boolean isClosed() {
        return closed;
    }

    /// How many values that it gave have not been wiped.
    long unwiped() {
        return given.stream().filter(TimedStore::isLegible).count();
    }

    private static boolean isLegible(byte[] bytes) {
        for (byte b : bytes) {
            if (b != 0) {
                return true;
            }
        }
        return false;
    }

    @Override
    public int batch() {
        return batch;
    }

    @Override
    public Map<RemoteRef, Fetched> fetch(List<RemoteRef> references) {
        asked.add(new Asked(time.now(), references));
        Map<RemoteRef, Fetched> answers = new HashMap<>();
        references.forEach(reference -> answers.put(reference, answer(reference)));
        return answers;
    }

    private Fetched answer(RemoteRef reference) {
        var cause = down != null ? down : faults.get(reference.key());
        if (cause != null) {
            return new Fetched.Failed(new SyncError(cause, "it fails", "", ""), down != null ? nextTry : Instant.MIN);
        }
        var value = values.get(reference.key());
        if (value == null) {
            return new Fetched.Absent(time.now());
        }
        var bytes = value.getBytes(UTF_8);
        given.add(bytes);
        return new Fetched.Found(new SecretValue.Whole(Plaintext.owning(Type.STRING, bytes)), value, time.now());
    }

    @Override
    public Health check() {
        checks++;
        return down == null ? new Health.Ready() : new Health.Failed(new SyncError(down, "it fails", "", ""));
    }

    @Override
    public void close() {
        closed = true;
    }
}
