package dev.lockstep.sync.engine;

import static dev.lockstep.sync.engine.Samples.NOON;
import static dev.lockstep.sync.engine.Samples.STORE;
import static dev.lockstep.sync.engine.Samples.SUBJECT;
import static dev.lockstep.sync.engine.Samples.hourly;
import static dev.lockstep.sync.engine.Samples.spec;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.sync.engine.Outcome.Result;
import dev.lockstep.sync.engine.SyncStatus.Event;
import dev.lockstep.sync.engine.SyncStatus.Ready;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// What the status says after passes, one after another.
class SyncStatusTest {
    private static final SyncSpec SPEC = spec(Creation.OWNER, Deletion.DELETE, hourly(), "a", "b");
    private static final ObjectVersion MARK = new ObjectVersion("u", "1");
    private static final List<KeyOrigin> ORIGINS = List.of(new KeyOrigin("A", STORE, "a", "", "7", NOON));
    private static final List<String> GONE = List.of("spec.data[1] (key: b)");
    private static final SyncError DOWN = new SyncError(
            Cause.UNREACHABLE, "the connection is refused", "spec.data[0] (key: a)", "check spec.provider");

    private static SyncStatus after(LastSync last, Result result, Instant start) {
        return SyncStatus.of(SPEC, last, new Outcome("shop/db", "", result, null, start, Instant.MIN));
    }

    private static SyncStatus written() {
        return after(LastSync.NEVER, new Result.Written(true, ORIGINS, List.of(), MARK, null), NOON);
    }

    private static Result unchanged(ObjectVersion objectVersion) {
        return new Result.Unchanged(ORIGINS, List.of(), objectVersion);
    }

    @Test
    void saysWhatEsoSaysWhenAllIsWell() {
        var status = written();
        assertThat(status.ready()).isEqualTo(new Ready(true, "SecretSynced", "secret synced"));
        assertThat(status.events()).containsExactly(new Event(false, "Created", "secret created"));
        assertThat(status.keys()).isEqualTo(ORIGINS);
        assertThat(status.error()).isNull();
        assertThat(status.changed()).isTrue();
        assertThat(status.next()).isEqualTo(RefreshJitter.next(SUBJECT.uid(), Duration.ofHours(1), NOON));
        assertThat(status.last())
                .isEqualTo(new LastSync(
                        NOON, "1-a", MARK, "db", null, 0, new LastSync.LastReported("1-a", null, status.ready())));
    }

    @Test
    void reportsWhatTheStoreNoLongerHasWhenThatChangesTheTarget() {
        var shrunk = after(written().last(), new Result.Written(false, ORIGINS, GONE, MARK, null), NOON);
        assertThat(shrunk.events())
                .containsExactly(
                        new Event(
                                false,
                                "MissingProviderSecret",
                                "secret does not exist at provider using spec.data[1] (key: b)"),
                        new Event(false, "Updated", "secret updated"));
        assertThat(after(shrunk.last(), new Result.Unchanged(ORIGINS, GONE, MARK), NOON)
                        .events())
                .isEmpty();
    }

    @Test
    void tellsInAnEventWhatWasTakenOverFromWhomAndWhichKeysWent() {
        var adoption = new Adoption(
                new SecretName("shop", "db"), List.of("helm", "kubectl-edit"), List.of("password"), List.of("user"));
        var result = new Result.Written(false, ORIGINS, List.of(), MARK, adoption);
        assertThat(after(LastSync.NEVER, result, NOON).events())
                .last()
                .isEqualTo(
                        new Event(
                                true,
                                "Adopted",
                                "took over Secret shop/db from helm, kubectl-edit; keys overwritten: password; keys gone: user"));
        var harmless = new Adoption(new SecretName("shop", "db"), List.of("helm"), List.of(), List.of());
        assertThat(after(LastSync.NEVER, new Result.Written(false, ORIGINS, List.of(), MARK, harmless), NOON)
                        .events())
                .last()
                .isEqualTo(new Event(
                        false,
                        "Adopted",
                        "took over Secret shop/db from helm; keys overwritten: none; keys gone: none"));
    }

    @Test
    void tellsEachOfSeveralCausesInTheConditionAndOnlyTheHeadlineInTheEvent() {
        var error = new SyncError(
                Cause.DECRYPTION_FAILED, "no key opens it", "db.yaml", "name a key", List.of("age a: no", "age b: no"));
        var status = after(LastSync.NEVER, new Result.Refused(error), NOON);
        assertThat(status.ready().message())
                .startsWith("DecryptionFailed: db.yaml: no key opens it: age a: no; age b: no; ")
                .endsWith("; to do: name a key");
        assertThat(status.events())
                .extracting(Event::message)
                .containsExactly("DecryptionFailed: db.yaml: no key opens it");
    }

    @Test
    void boundsTheConditionOfManyCausesAndKeepsWhatToDo() {
        var causes =
                IntStream.range(0, 1_000).mapToObj(i -> "age " + i + ": no").toList();
        var error = new SyncError(Cause.DECRYPTION_FAILED, "no key opens it", "", "name a key", causes);
        var message =
                after(LastSync.NEVER, new Result.Refused(error), NOON).ready().message();
        assertThat(message.getBytes(StandardCharsets.UTF_8)).hasSizeBetween(4_000, 4_096);
        assertThat(message).contains(" … (cut)").endsWith("; to do: name a key");
    }

    @Test
    void anEventOfAnAdoptionHasABound() {
        var many = IntStream.range(0, 5_000).mapToObj(i -> "k".repeat(200) + i).toList();
        var line = new Adoption(new SecretName("shop", "db"), many, many, many).line();
        assertThat(line).hasSizeLessThan(4_500).endsWith(" and 4980 more");
    }

    @Test
    void keepsTheNameOfARemovedTargetAndForgetsItsState() {
        var removed = after(written().last(), new Result.Removed(GONE), NOON.plusSeconds(9));
        assertThat(removed.ready())
                .isEqualTo(new Ready(true, "SecretDeleted", "secret deleted due to DeletionPolicy=Delete"));
        assertThat(removed.events())
                .last()
                .isEqualTo(new Event(false, "Deleted", "secret deleted due to DeletionPolicy=Delete"));
        assertThat(removed.last().bound()).isEqualTo("db");
        assertThat(removed.last().target()).isEqualTo(ObjectVersion.NONE);
        var gone = after(removed.last(), new Result.Gone(), NOON.plusSeconds(20));
        assertThat(gone.ready()).isEqualTo(removed.ready());
        assertThat(gone.events()).isEmpty();
        assertThat(gone.changed()).isFalse();
    }

    @Test
    void saysThatNothingWasWrittenWithoutNamingATarget() {
        var spec = spec(Creation.OWNER, Deletion.RETAIN, hourly());
        var retained = SyncStatus.of(
                spec, LastSync.NEVER, new Outcome("shop/db", "", new Result.Retained(), null, NOON, Instant.MIN));
        assertThat(retained.ready())
                .isEqualTo(new Ready(true, "SecretSynced", "secret retained due to DeletionPolicy=Retain"));
        assertThat(retained.last().bound()).isEmpty();
        assertThat(retained.last().version()).isEqualTo("1-a");
        assertThat(after(LastSync.NEVER, new Result.Retained(), NOON).ready().message())
                .startsWith("secret retained: it is deleted only if");
        var unwritten = after(LastSync.NEVER, new Result.NotWritten(ORIGINS), NOON);
        assertThat(unwritten.ready().status()).isTrue();
        assertThat(unwritten.last().bound()).isEmpty();
        assertThat(unwritten.keys()).isEqualTo(ORIGINS);
    }

    @ParameterizedTest(name = "after {0}, {2} at {1}: {3}")
    @CsvSource({
        "PT1M,   same,  1-a, false",
        "PT4M59S, same, 1-a, false",
        "PT5M,   same,  1-a, true",
        "PT1H,   same,  1-a, true",
        "PT1M,   other, 1-a, true",
        "PT1M,   same,  2-a, true",
        "PT-1M,  same,  1-a, true",
    })
    void isWrittenWhenItSaysSomethingNewAndNowAndThen(Duration later, String mark, String version, boolean changed) {
        var spec = new SyncSpec(
                SUBJECT,
                SPEC.target(),
                "",
                version,
                SPEC.entries(),
                Creation.OWNER,
                Deletion.DELETE,
                hourly(),
                false,
                "",
                SPEC.labels(),
                SPEC.annotations(),
                SPEC.finalizers());
        var result = unchanged(mark.equals("same") ? MARK : new ObjectVersion("u", "2"));
        var status = SyncStatus.of(
                spec, written().last(), new Outcome("shop/db", "", result, null, NOON.plus(later), Instant.MIN));
        assertThat(status.changed()).isEqualTo(changed);
        assertThat(status.last().refreshedAt()).isEqualTo(NOON.plus(later));
    }

    /// To the second it would be before the read of the reconcile itself, which the next reconcile must not take for
    /// another's.
    @Test
    void keepsTheTimeOfAPassToTheMillisecond() {
        var status = after(LastSync.NEVER, unchanged(MARK), NOON.plusNanos(987_654_321));
        assertThat(status.last().refreshedAt()).isEqualTo(NOON.plusMillis(987));
    }

    @Test
    void leavesTheStatusAloneWhenNothingWasDue() {
        var last = written().last();
        var outcome = new Outcome("shop/db", "", new Result.Waiting(), null, NOON, NOON.plusSeconds(99));
        assertThat(SyncStatus.of(SPEC, last, outcome))
                .isEqualTo(new SyncStatus(
                        last.lastReported().ready(), last, null, List.of(), NOON.plusSeconds(99), List.of(), false));
    }

    /// Tools that wait for `observedGeneration` would wait for ever.
    @Test
    void tellsThatAVersionWasLookedAtAlthoughItsPolicyHasNothingToDo() {
        var spec = new SyncSpec(
                SUBJECT,
                SPEC.target(),
                "",
                "2-a",
                SPEC.entries(),
                Creation.OWNER,
                Deletion.RETAIN,
                new Refresh.CreatedOnce(),
                false,
                "",
                SPEC.labels(),
                SPEC.annotations(),
                SPEC.finalizers());
        var last = written().last();
        var outcome = new Outcome("shop/db", "", new Result.Waiting(), null, NOON, Instant.MAX);
        var status = SyncStatus.of(spec, last, outcome);
        assertThat(status.changed()).isTrue();
        assertThat(status.ready()).isEqualTo(last.lastReported().ready());
        assertThat(status.last().lastReported().version()).isEqualTo("2-a");
        assertThat(status.last().version()).as("what the Secret holds").isEqualTo("1-a");
        assertThat(status.last().refreshedAt()).isEqualTo(NOON);
        assertThat(SyncStatus.of(spec, status.last(), outcome).changed()).isFalse();
    }

    @Test
    void saysOfNoSecretThatIsNotThereThatItHoldsOldData() {
        var missing = new SyncError(Cause.TARGET_MISSING, "there is no Secret shop/db", "", "create it");
        var awaiting = after(written().last(), new Result.Refused(missing), NOON.plusSeconds(60));
        assertThat(awaiting.ready().message()).doesNotContain("last good data");
        assertThat(awaiting.last().staleSince()).isNull();
        var down = after(awaiting.last(), new Result.Refused(DOWN), NOON.plusSeconds(70));
        assertThat(down.ready().message()).doesNotContain("last good data");
        var removed = after(written().last(), new Result.Removed(GONE), NOON.plusSeconds(60));
        assertThat(after(removed.last(), new Result.Refused(DOWN), NOON.plusSeconds(70))
                        .ready()
                        .message())
                .doesNotContain("last good data");
        var deleted = new Outcome(
                "shop/db", "", new Result.Refused(DOWN), Due.Why.TARGET_MISSING, NOON.plusSeconds(60), Instant.MIN);
        assertThat(SyncStatus.of(SPEC, written().last(), deleted).ready().message())
                .doesNotContain("last good data");
    }

    @Test
    void bindsToTheSecretOfAnotherOwnerAsEsoDoes() {
        var foreign = new SyncError(Cause.TARGET_FOREIGN, "ExternalSecret first stands there", "", "");
        var lost = after(LastSync.NEVER, new Result.Refused(foreign), NOON);
        assertThat(lost.last().bound()).isEqualTo("db");
        assertThat(lost.last().refreshedAt()).isNull();
        assertThat(lost.ready().message()).doesNotContain("last good data");
        assertThat(after(lost.last(), new Result.Refused(DOWN), NOON).ready().message())
                .doesNotContain("last good data");
    }

    @Test
    void explainsAFailureInOneLineAndSinceWhenTheDataMayBeStale() {
        var failed = after(written().last(), new Result.Refused(DOWN), NOON.plusSeconds(60));
        assertThat(failed.ready())
                .isEqualTo(new Ready(
                        false,
                        "SecretSyncedError",
                        "StoreUnreachable: spec.data[0] (key: a): the connection is refused; the Secret holds the last"
                                + " good data, which may be stale since 2026-11-24T12:01:00Z; tried again at least every"
                                + " minute; to do: check spec.provider"));
        assertThat(failed.events())
                .containsExactly(new Event(
                        true, "UpdateFailed", "StoreUnreachable: spec.data[0] (key: a): the connection is refused"));
        assertThat(failed.last().refreshedAt()).isEqualTo(NOON);
        assertThat(failed.last().bound()).isEqualTo("db");
        assertThat(failed.last().target()).isEqualTo(MARK);
        var again = after(failed.last(), new Result.Refused(DOWN), NOON.plusSeconds(70));
        assertThat(again.ready()).isEqualTo(failed.ready());
        assertThat(again.events()).isEmpty();
        assertThat(again.last().staleSince()).isEqualTo(NOON.plusSeconds(60));
        var well = after(again.last(), unchanged(MARK), NOON.plusSeconds(80));
        assertThat(well.ready().message()).isEqualTo("secret synced");
        assertThat(well.last().staleSince()).isNull();
        assertThat(well.last().failures()).isZero();
        assertThat(well.changed()).isTrue();
    }

    @Test
    void neverWasStaleWithoutData() {
        var failed = after(LastSync.NEVER, new Result.Refused(DOWN), NOON);
        assertThat(failed.last().staleSince()).isNull();
        assertThat(failed.ready().message()).doesNotContain("stale");
        assertThat(failed.last().version()).isEmpty();
        assertThat(failed.last().refreshedAt()).isNull();
    }

    @ParameterizedTest
    @CsvSource({"UNREACHABLE, PT1M, 10", "STORE_NOT_FOUND, PT5M, 10"})
    void waitsLongerWithEachFailureAndThenSaysNothingNew(Cause cause, Duration longest, int writes) {
        var last = written().last();
        var at = NOON;
        int changed = 0;
        var before = Duration.ZERO;
        for (int i = 1; i <= 100; i++) {
            var status = after(last, new Result.Refused(new SyncError(cause, "it does not answer", "", "")), at);
            var wait = Duration.between(at, status.next());
            assertThat(wait).isBetween(i < 5 ? before : longest.dividedBy(100), longest);
            if (i > 10) {
                assertThat(wait).isGreaterThanOrEqualTo(longest.multipliedBy(4).dividedBy(5));
            }
            before = wait;
            changed += status.changed() ? 1 : 0;
            // What is not written is forgotten.
            last = status.changed() ? status.last() : last;
            at = status.next();
        }
        assertThat(changed).isEqualTo(writes);
    }

    @ParameterizedTest(name = "{0}, the store asks for {1}: {2} to {3} s")
    @CsvSource({
        "THROTTLED, 30, 30, 30",
        "THROTTLED, 7200, 300, 300",
        "THROTTLED, 0, 0, 1",
        "STORE_NOT_FOUND, 7200, 0, 1"
    })
    void honoursWhatTheStoreAsksForUpToFiveMinutes(Cause cause, int asked, int least, int most) {
        var error = new SyncError(cause, "later", "", "");
        var outcome = new Outcome(
                "shop/db",
                "",
                new Result.Refused(error),
                null,
                NOON,
                asked == 0 ? Instant.MIN : NOON.plusSeconds(asked));
        assertThat(Duration.between(
                        NOON, SyncStatus.of(SPEC, LastSync.NEVER, outcome).next()))
                .isBetween(Duration.ofSeconds(least), Duration.ofSeconds(most));
    }

    @ParameterizedTest
    @EnumSource(Cause.class)
    void givesEachCauseOneOfTheReasonsThatEsoUsersKnowAndAFirstWaitOfASecond(Cause cause) {
        var status =
                SyncStatus.refused(SUBJECT, "1-a", LastSync.NEVER, new SyncError(cause, "what", "where", "next"), NOON);
        assertThat(status.ready().status()).isFalse();
        assertThat(status.ready().reason())
                .isEqualTo(
                        switch (cause) {
                            case NOT_SERVED -> "NotServed";
                            case TARGET_MISSING -> "SecretMissing";
                            default -> "SecretSyncedError";
                        });
        assertThat(status.ready().message()).startsWith(cause.spelled() + ": where: what; ");
        assertThat(Duration.between(NOON, status.next())).isBetween(Duration.ofMillis(800), Duration.ofSeconds(1));
        assertThat(status.last().lastReported().version()).isEqualTo("1-a");
    }
}
