package dev.lockstep.sync.engine;

import static dev.lockstep.sync.engine.Samples.absent;
import static dev.lockstep.sync.engine.Samples.answers;
import static dev.lockstep.sync.engine.Samples.data;
import static dev.lockstep.sync.engine.Samples.failed;
import static dev.lockstep.sync.engine.Samples.found;
import static dev.lockstep.sync.engine.Samples.hourly;
import static dev.lockstep.sync.engine.Samples.spec;
import static dev.lockstep.sync.engine.Samples.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.sync.engine.Live.Facts;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// What holds whatever stores and targets do: random histories, the same for the same seed.
class InvariantsTest {
    private static final int STEPS = 200;
    private static final SyncPlanner PLANNER = new SyncPlanner(WriteRules.DEFAULT);
    private static final List<String> KEYS = List.of("a", "b", "c");

    private final long seed = Long.getLong("seed", System.nanoTime());
    private final Random random = new Random(seed);

    /// The value of each remote key, with the version of the store in it; none if it is gone.
    private final Map<String, Integer> store = new TreeMap<>();

    private final Map<String, String> target = new TreeMap<>();
    private Set<String> applied = Set.of();
    private boolean exists;
    private int states;

    @Test
    void noHistoryOfFaultsBreaksAPromise() {
        for (int history = 0; history < 100; history++) {
            var creation = Creation.values()[random.nextInt(Creation.values().length)];
            var deletion = Deletion.values()[random.nextInt(Deletion.values().length)];
            var spec = spec(creation, deletion, hourly(), KEYS.toArray(String[]::new));
            begin(creation);
            for (int step = 0; step < STEPS; step++) {
                changeTheStore();
                pass(spec, "seed " + seed + ", " + creation + " " + deletion + ", step " + step);
            }
        }
    }

    private void begin(Creation creation) {
        store.clear();
        target.clear();
        applied = Set.of();
        KEYS.forEach(key -> store.put(key, 0));
        exists = creation.merges();
        if (exists) {
            target.put("MINE", "m");
        }
    }

    private void changeTheStore() {
        for (var key : KEYS) {
            switch (random.nextInt(6)) {
                case 0 -> store.merge(key, 1, Integer::sum);
                case 1 -> store.remove(key);
                default -> {}
            }
        }
    }

    private void pass(SyncSpec spec, String where) {
        boolean faulty = random.nextBoolean();
        var before = new TreeMap<>(target);
        boolean existed = exists;
        var plan = plan(spec, faulty);
        apply(plan);

        var wanted = new TreeMap<String, String>();
        store.forEach((key, version) -> wanted.put(key.toUpperCase(Locale.ROOT), "v" + version));
        if (faulty) {
            assertThat(plan).as(where).isInstanceOfAny(SyncPlan.Keep.class, SyncPlan.Nothing.class);
            assertThat(target).as(where).isEqualTo(before);
            assertThat(exists).as(where).isEqualTo(existed);
        }
        if (plan instanceof SyncPlan.Write) {
            assertThat(own()).as("one version of the store, " + where).isEqualTo(wanted);
            assertThat(new TreeMap<>(target).equals(before) && existed)
                    .as("a write changes something, " + where)
                    .isFalse();
            assertThat(plan(spec, false)).as("then all is up to date, " + where).isInstanceOf(SyncPlan.UpToDate.class);
        }
        if (plan instanceof SyncPlan.Remove) {
            assertThat(store).as("removed only when all is gone, " + where).isEmpty();
            assertThat(spec.deletion()).as(where).isEqualTo(Deletion.DELETE);
        }
        if (spec.creation().merges()) {
            assertThat(target).as("keys of others stay, " + where).containsEntry("MINE", "m");
        }
        var lost = new TreeSet<>(before.keySet());
        lost.removeAll(target.keySet());
        lost.removeIf(key -> !store.containsKey(key.toLowerCase(Locale.ROOT)));
        assertThat(lost).as("no key goes whose secret is there, " + where).isEmpty();
    }

    private Map<String, String> own() {
        var own = new TreeMap<>(target);
        own.remove("MINE");
        return own;
    }

    private SyncPlan plan(SyncSpec spec, boolean faulty) {
        Map<String, Fetched> given = new HashMap<>();
        for (var key : KEYS) {
            given.put(key, store.containsKey(key) ? found("v" + store.get(key)) : absent());
        }
        if (faulty) {
            var causes = List.of(Cause.ACCESS_DENIED, Cause.UNREACHABLE, Cause.ANSWER_INVALID, Cause.THROTTLED);
            given.put(KEYS.get(random.nextInt(KEYS.size())), failed(causes.get(random.nextInt(causes.size()))));
        }
        try (var answers = answers(given)) {
            return PLANNER.plan(spec, Rendering.of(spec, answers), live(), Due.Why.INTERVAL);
        }
    }

    private Live live() {
        if (!exists) {
            return new Live.Absent();
        }
        var pairs = new StringBuilder();
        target.forEach(
                (key, value) -> pairs.append(key).append('=').append(value).append(' '));
        return new Live.Present(data(pairs.toString()), Facts.of(objectVersion(), true, false, true, applied));
    }

    private ObjectVersion objectVersion() {
        return new ObjectVersion("u", Integer.toString(states));
    }

    /// As server-side apply does.
    private void apply(SyncPlan plan) {
        switch (plan) {
            case SyncPlan.Write(var data, var stray, var basis, _) -> {
                assertThat(basis).isEqualTo(exists ? objectVersion() : ObjectVersion.NONE);
                stray.forEach(target::remove);
                for (var pair : text(data).split(" ")) {
                    if (!pair.isEmpty()) {
                        target.put(pair.split("=")[0], pair.split("=")[1]);
                    }
                }
                applied = Set.copyOf(data.values().keySet());
                exists = true;
                states++;
            }
            case SyncPlan.Remove(var basis) -> {
                assertThat(basis).isEqualTo(objectVersion());
                target.clear();
                applied = Set.of();
                exists = false;
            }
            case SyncPlan.UpToDate _, SyncPlan.Keep _, SyncPlan.Retain _, SyncPlan.Gone _, SyncPlan.Nothing _ -> {}
        }
    }
}
