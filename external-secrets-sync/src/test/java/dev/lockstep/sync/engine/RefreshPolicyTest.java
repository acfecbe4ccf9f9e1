package dev.lockstep.sync.engine;

import static dev.lockstep.sync.engine.Samples.NOON;
import static dev.lockstep.sync.engine.Samples.SUBJECT;
import static dev.lockstep.sync.engine.Samples.hourly;
import static dev.lockstep.sync.engine.Samples.spec;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.sync.engine.LastSync.LastReported;
import dev.lockstep.sync.engine.SyncStatus.Ready;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The matrix of refresh policies, creation policies, what was before, what is there and what happened.
class RefreshPolicyTest {
    private static final ObjectVersion MARK = new ObjectVersion("u", "1");
    private static final Instant READ = NOON.minusMillis(300);
    private static final Instant CHANGED = NOON.minusMillis(200);
    private static final Instant RETRY = NOON.plusSeconds(10);

    /// refresh; creation; before; target; trigger; decision
    private static final String TABLE = """
            *;                        *;           never;                     *;       *;      NEVER_SYNCED
            *;                        *;           corrected;                 *;       *;      SPEC_CHANGED
            hourly on-change;         *;           edited;                    *;       *;      SPEC_CHANGED

            *;                        *;           failing failed broken breaking awaiting;  *;  store;  STORE_CHANGED
            *;                        *;           failing failed broken breaking awaiting;  *;  source; SOURCE_CHANGED
            hourly;                   *;           *;                         *;       source; SOURCE_CHANGED

            *;                        OWNER MERGE CREATE_OR_MERGE; synced stale edited broken breaking future; absent;  *; TARGET_MISSING
            *;                        OWNER MERGE CREATE_OR_MERGE; synced stale edited broken breaking future; changed; *; TARGET_CHANGED
            *;                        OWNER MERGE CREATE_OR_MERGE; removed awaiting;       same changed;    *; TARGET_CHANGED

            *;                        *;           failing broken awaiting;   *;       *;      later retry
            *;                        *;           failed breaking;           *;       *;      RETRY

            hourly;                   *;           stale future;              *;       *;      INTERVAL
            hourly;                   *;           *;                         *;       *;      later beat
            *;                        *;           *;                         *;       *;      later never
            """;

    private static final Map<String, Refresh> REFRESH = Map.of(
            "hourly", hourly(),
            "zero", new Refresh.Periodic(Duration.ZERO),
            "on-change", new Refresh.OnChange(),
            "created-once", new Refresh.CreatedOnce());

    private static final Map<String, TargetMetadata> TARGETS = Map.of(
            "absent", new TargetMetadata.Absent(),
            "same", new TargetMetadata.There(MARK, true),
            "changed", new TargetMetadata.There(new ObjectVersion("u", "2"), true));

    private static final Map<String, Trigger> TRIGGERS = Map.of(
            "none", new Trigger.None(),
            "source", new Trigger.SourceChanged(READ),
            "store", new Trigger.StoreChanged(CHANGED));

    private static final List<String> BEFORE = List.of(
            "never",
            "failing",
            "failed",
            "corrected",
            "synced",
            "stale",
            "edited",
            "broken",
            "breaking",
            "removed",
            "awaiting",
            "retained",
            "future");

    private static LastSync before(String word) {
        return switch (word) {
            case "never" -> LastSync.NEVER;
            case "failing" -> failed(null, "1-a", RETRY, Ready.ERROR);
            case "failed" -> failed(null, "1-a", NOON, Ready.ERROR);
            case "corrected" -> failed(null, "0-a", RETRY, Ready.ERROR);
            case "awaiting" -> failed(null, "1-a", RETRY, Ready.MISSING);
            case "broken" -> failed(NOON.minusSeconds(60), "1-a", RETRY, Ready.ERROR);
            case "breaking" -> failed(NOON.minusSeconds(60), "1-a", NOON.minusSeconds(1), Ready.ERROR);
            case "synced" -> well(NOON.minusSeconds(60), "1-a", "db", MARK, Ready.SYNCED);
            case "stale" -> well(NOON.minus(Duration.ofHours(1)), "1-a", "db", MARK, Ready.SYNCED);
            case "edited" -> well(NOON.minusSeconds(60), "0-a", "db", MARK, Ready.SYNCED);
            case "removed" -> well(NOON.minusSeconds(60), "1-a", "db", ObjectVersion.NONE, Ready.DELETED);
            case "retained" -> well(NOON.minusSeconds(60), "1-a", "", ObjectVersion.NONE, Ready.SYNCED);
            case "future" -> well(Instant.parse("2099-01-01T00:00:00Z"), "1-a", "db", MARK, Ready.SYNCED);
            default -> throw new IllegalArgumentException(word);
        };
    }

    private static LastSync well(Instant at, String version, String bound, ObjectVersion objectVersion, String reason) {
        return new LastSync(
                at,
                version,
                objectVersion,
                bound,
                null,
                0,
                new LastReported(version, null, new Ready(true, reason, "")));
    }

    /// One that was never in step has no target, else it has one.
    private static LastSync failed(@Nullable Instant at, String version, Instant next, String reason) {
        var lastReported = new LastReported(version, next, new Ready(false, reason, ""));
        return at == null
                ? new LastSync(null, "", ObjectVersion.NONE, "", null, 3, lastReported)
                : new LastSync(at, version, MARK, "db", at, 3, lastReported);
    }

    @Test
    void decidesAsTheTableSaysForEveryCombination() {
        var table = PolicyTable.of(TABLE);
        for (var refresh : REFRESH.keySet()) {
            for (var creation : Creation.values()) {
                for (var before : BEFORE) {
                    for (var target : TARGETS.keySet()) {
                        for (var trigger : TRIGGERS.keySet()) {
                            var spec = spec(creation, Deletion.RETAIN, REFRESH.get(refresh), "a");
                            var due = RefreshPolicy.due(
                                    spec, before(before), TARGETS.get(target), TRIGGERS.get(trigger), NOON);
                            assertThat(said(due))
                                    .as("%s %s %s %s %s", refresh, creation, before, target, trigger)
                                    .isEqualTo(table.decision(refresh, creation.name(), before, target, trigger));
                        }
                    }
                }
            }
        }
        assertThat(table.unused()).isEmpty();
    }

    private static String said(Due due) {
        return switch (due) {
            case Due.Now(var why, _) -> why.name();
            case Due.Later(var at) when at.equals(Instant.MAX) -> "later never";
            case Due.Later(var at) when at.equals(RETRY) -> "later retry";
            case Due.Later(var at) ->
                at.equals(RefreshJitter.next(SUBJECT.uid(), Duration.ofHours(1), NOON.minusSeconds(60)))
                        ? "later beat"
                        : "later " + at;
        };
    }

    @ParameterizedTest(name = "{0} {1} {2} {3}: up to {4} ms old")
    @CsvSource({
        "PT1H,  never,     same,    none,   10000",
        "PT2S,  never,     same,    none,   2000",
        "PT0S,  never,     same,    none,   10000",
        "PT1H,  corrected, same,    none,   0",
        "PT1H,  edited,    same,    none,   0",
        "PT1H,  edited,    same,    source, 0",
        "PT1H,  synced,    same,    source, 300",
        "PT1H,  failing,   same,    store,  200",
        "PT1H,  stale,     same,    none,   3590000",
        "PT30S, stale,     same,    none,   28500",
        "PT1S,  stale,     same,    none,   750",
        "PT1H,  synced,    changed, none,   3600000",
        "PT0S,  synced,    absent,  none,   10000",
        "PT1H,  failed,    same,    none,   2000",
    })
    void saysHowOldAnAnswerMayBe(Duration interval, String before, String target, String trigger, long millis) {
        var spec = spec(Creation.OWNER, Deletion.RETAIN, new Refresh.Periodic(interval), "a");
        var due = RefreshPolicy.due(spec, before(before), TARGETS.get(target), TRIGGERS.get(trigger), NOON);
        assertThat(due)
                .isInstanceOfSatisfying(
                        Due.Now.class,
                        now -> assertThat(Duration.between(now.notBefore(), NOON))
                                .hasMillis(millis));
    }

    @Test
    void takesAWaitThatIsTooLongForTheWorkOfAWrongClock() {
        var spec = spec(Creation.OWNER, Deletion.RETAIN, hourly(), "a");
        var last = failed(null, "1-a", Instant.parse("2099-01-01T00:00:00Z"), Ready.ERROR);
        assertThat(said(RefreshPolicy.due(spec, last, new TargetMetadata.Absent(), new Trigger.None(), NOON)))
                .isEqualTo("RETRY");
    }

    @Test
    void spreadsAThousandResourcesEvenlyAndNeverBeyondTheInterval() {
        var interval = Duration.ofMinutes(10);
        int[] perMinute = new int[10];
        for (int i = 0; i < 1000; i++) {
            var next = RefreshJitter.next("5f7c9d3e-0000-4000-8000-%012d".formatted(i), interval, NOON);
            assertThat(next).isAfter(NOON).isBeforeOrEqualTo(NOON.plus(interval).plusMillis(50));
            perMinute[(int) Duration.between(NOON, next.minusMillis(1)).toMinutes()]++;
        }
        assertThat(Arrays.stream(perMinute).boxed()).allMatch(count -> count > 50 && count < 150);
    }

    @Test
    void keepsTheBeatOfAResourceOverRestarts() {
        var first = RefreshJitter.next("uid", Duration.ofMinutes(10), NOON);
        assertThat(RefreshJitter.next("uid", Duration.ofMinutes(10), first))
                .isEqualTo(first.plus(Duration.ofMinutes(10)));
        assertThat(RefreshJitter.next("uid", Duration.ofMinutes(10), first.plusSeconds(100)))
                .isEqualTo(first.plus(Duration.ofMinutes(10)));
        assertThat(RefreshJitter.next("uid", Duration.ofNanos(1), NOON))
                .isBetween(NOON.plusMillis(50), NOON.plusMillis(1050));
        assertThat(RefreshJitter.next("uid", Duration.ofDays(365 * 300), NOON)).isAfter(NOON);
    }

    @Test
    void takesAPassThatComesAHairEarlyForThatOfTheBeat() {
        var interval = Duration.ofSeconds(30);
        var beat = RefreshJitter.next("uid", interval, NOON);
        for (long early : new long[] {1, 100_000, 49_000_000}) {
            assertThat(RefreshJitter.next("uid", interval, beat.minusNanos(early)))
                    .as("%d ns early", early)
                    .isBetween(
                            beat.plus(interval).minusNanos(early),
                            beat.plus(interval).plusMillis(1));
        }
        assertThat(RefreshJitter.next("uid", interval, beat.minusMillis(60))).isEqualTo(beat);
    }

    /// One consumer alone reads at each of its beats; a thousand on one key read about once an interval together; and
    /// no change takes longer than an interval to be seen.
    @ParameterizedTest(name = "{0} consumers: at most {1} reads in an hour of 30 s")
    @CsvSource({"1, 122", "2, 135", "10, 135", "1000, 140"})
    void sharesReadsWithoutLettingAChangeWaitLongerThanTheInterval(int consumers, int most) {
        var interval = Duration.ofSeconds(30);
        List<Map.Entry<Instant, Integer>> beats = new ArrayList<>();
        for (int i = 0; i < consumers; i++) {
            for (var at = NOON; at.isBefore(NOON.plus(Duration.ofHours(1))); ) {
                at = RefreshJitter.next("consumer-" + i, interval, at);
                beats.add(Map.entry(at, i));
            }
        }
        beats.sort(Map.Entry.comparingByKey());
        Map<Integer, Instant> passes = new HashMap<>();
        Instant read = NOON;
        int reads = 1;
        for (var beat : beats) {
            var at = beat.getKey();
            var last = passes.put(beat.getValue(), at);
            var due = RefreshPolicy.atRefreshTime(interval, last == null ? NOON : last, at);
            if (read.isBefore(due.notBefore())) {
                assertThat(Duration.between(read, at)).isLessThanOrEqualTo(interval.plusMillis(5));
                read = at.plusMillis(5);
                reads++;
            }
        }
        assertThat(reads).isBetween(120, most);
    }
}
