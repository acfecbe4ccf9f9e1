package dev.lockstep.sync.resource;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.sync.api.ExternalSecretStatus;
import dev.lockstep.sync.engine.Cause;
import dev.lockstep.sync.engine.KeyOrigin;
import dev.lockstep.sync.engine.LastSync;
import dev.lockstep.sync.engine.LastSync.LastReported;
import dev.lockstep.sync.engine.ObjectVersion;
import dev.lockstep.sync.engine.StoreRef;
import dev.lockstep.sync.engine.SyncError;
import dev.lockstep.sync.engine.SyncStatus;
import dev.lockstep.sync.engine.SyncStatus.Ready;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class StatusCodecTest {
    private static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");
    private static final ObjectVersion MARK = new ObjectVersion("u-9", "4711");
    private static final Ready SYNCED = new Ready(true, "SecretSynced", "secret synced");
    private static final LastSync GOOD =
            new LastSync(NOON, "3-aa", MARK, "db", null, 0, new LastReported("3-aa", null, SYNCED));
    private static final SyncError THROTTLED =
            new SyncError(Cause.THROTTLED, "too many requests", "spec.data[0]", "raise the quota");
    private static final LastSync STALE = new LastSync(
            NOON,
            "3-aa",
            MARK,
            "db",
            NOON.plusSeconds(60),
            4,
            new LastReported("4-bb", NOON.plusMillis(90_500), new Ready(false, "SecretSyncedError", "Throttled: …")));

    @ParameterizedTest
    @MethodSource
    void remembersWhatItWrote(LastSync last) {
        assertThat(StatusCodec.read(stored(status(last, null)))).isEqualTo(last);
    }

    static Stream<LastSync> remembersWhatItWrote() {
        return Stream.of(
                GOOD,
                STALE,
                new LastSync(NOON.plusSeconds(4_000_000_000L), "3-aa", MARK, "db", null, 0, GOOD.lastReported()),
                new LastSync(
                        null,
                        "",
                        ObjectVersion.NONE,
                        "",
                        null,
                        1,
                        new LastReported(
                                "1-cc", NOON, new Ready(false, "NotServed", "NotServed: spec.target.template"))));
    }

    @Test
    void remembersNothingOfAResourceThatNobodyLookedAt() {
        assertThat(StatusCodec.read(ExternalSecretStatus.NONE)).isEqualTo(LastSync.NEVER);
    }

    @Test
    void tellsAGoodPassAsEsoDoesAndTheRestBesides() {
        var origin = new KeyOrigin(
                "A", new StoreRef(StoreRef.Kind.CLUSTER, "vault"), "app/db", "user", "7", NOON.plusMillis(250));
        var status = new SyncStatus(SYNCED, GOOD, null, List.of(origin), NOON.plusSeconds(3600), List.of(), true);
        assertThat(Serialization.asJson(
                        StatusCodec.write(status, ExternalSecretStatus.NONE, 3L, NOON.plusMillis(1_700))))
                .isEqualTo("{\"refreshTime\":\"2026-11-24T12:00:00Z\",\"syncedResourceVersion\":\"3-aa\","
                        + "\"conditions\":[{\"type\":\"Ready\",\"status\":\"True\",\"reason\":\"SecretSynced\","
                        + "\"message\":\"secret synced\",\"lastTransitionTime\":\"2026-11-24T12:00:01Z\"}],"
                        + "\"binding\":{\"name\":\"db\"},\"observedGeneration\":3,"
                        + "\"sync\":{\"nextRefresh\":\"2026-11-24T13:00:00Z\",\"seenVersion\":\"3-aa\","
                        + "\"target\":{\"uid\":\"u-9\",\"resourceVersion\":\"4711\"},"
                        + "\"keys\":[{\"key\":\"A\",\"store\":{\"kind\":\"ClusterSecretStore\",\"name\":\"vault\"},"
                        + "\"remoteKey\":\"app/db\",\"property\":\"user\",\"version\":\"7\","
                        + "\"readAt\":\"2026-11-24T12:00:00Z\"}]}}");
    }

    @Test
    void tellsWhatIsWrongWhereAndWhatToDo() {
        var report = status(STALE, THROTTLED).sync();
        assertThat(report.cause()).isEqualTo("Throttled");
        assertThat(report.place()).isEqualTo("spec.data[0]");
        assertThat(report.fix()).isEqualTo("raise the quota");
        assertThat(report.staleSince()).isEqualTo("2026-11-24T12:01:00Z");
        assertThat(report.failures()).isEqualTo(4);
        assertThat(report.nextTry()).isEqualTo("2026-11-24T12:01:30.500Z");
        assertThat(report.nextRefresh()).isEmpty();
    }

    @Test
    void namesNoTimeIfOnlyAChangeBringsAPass() {
        var status = new SyncStatus(SYNCED, GOOD, null, List.of(), Instant.MAX, List.of(), true);
        assertThat(StatusCodec.write(status, ExternalSecretStatus.NONE, 1L, NOON)
                        .sync()
                        .nextRefresh())
                .isEmpty();
    }

    @Test
    void keepsTheTransitionTimeWhileStatusAndReasonStay() {
        var first = StatusCodec.write(sync(GOOD), ExternalSecretStatus.NONE, 1L, NOON);
        var same = StatusCodec.write(
                sync(told(new Ready(true, "SecretSynced", "another text"))), first, 1L, NOON.plusSeconds(5));
        var reason =
                StatusCodec.write(sync(told(new Ready(true, "SecretDeleted", "gone"))), same, 1L, NOON.plusSeconds(6));
        assertThat(transition(same)).isEqualTo("2026-11-24T12:00:00Z");
        assertThat(same.conditions().getFirst().message()).isEqualTo("another text");
        assertThat(transition(reason)).isEqualTo("2026-11-24T12:00:06Z");
    }

    @Test
    void keepsTheOriginsOfKeysThroughAPassThatWroteNoneAndDropsThemWithTheSecret() {
        var origin = new KeyOrigin("A", new StoreRef(StoreRef.Kind.NAMESPACED, "s"), "a", "", "", NOON);
        var first = StatusCodec.write(
                new SyncStatus(SYNCED, GOOD, null, List.of(origin), NOON, List.of(), true),
                ExternalSecretStatus.NONE,
                1L,
                NOON);
        var failed = StatusCodec.write(sync(STALE), first, 1L, NOON);
        var removed = StatusCodec.write(
                sync(new LastSync(NOON, "3-aa", ObjectVersion.NONE, "db", null, 0, GOOD.lastReported())),
                failed,
                1L,
                NOON);
        assertThat(failed.sync().keys()).hasSize(1).isEqualTo(first.sync().keys());
        assertThat(removed.sync().keys()).isEmpty();
    }

    @Test
    void tellsOfNoMoreKeysThanFit() {
        var store = new StoreRef(StoreRef.Kind.NAMESPACED, "s");
        var origins = IntStream.range(0, 5_000)
                .mapToObj(i -> new KeyOrigin("K" + i, store, "x".repeat(2_000), "", "", NOON))
                .toList();
        var report = StatusCodec.write(
                        new SyncStatus(SYNCED, GOOD, null, origins, NOON, List.of(), true),
                        ExternalSecretStatus.NONE,
                        1L,
                        NOON)
                .sync();
        assertThat(report.keys()).hasSize(200);
        assertThat(report.omittedKeys()).isEqualTo(4_800);
        assertThat(Serialization.asJson(report)).hasSizeLessThan(150_000);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{'binding': null, 'conditions': null, 'sync': null}",
                "{'refreshTime': 'yesterday', 'sync': {'staleSince': '', 'failures': -7, 'nextTry': '12:00'}}",
                "{'refreshTime': '', 'conditions': [{'type': 'Deleted', 'status': 'True'}], 'unheardOf': [1]}",
                "{'conditions': [{}], 'sync': {'target': {}, 'keys': [{}]}}",
            })
    void takesWhatNobodyCanReadAsAbsent(String json) {
        var status = Serialization.unmarshal(json.replace('\'', '"'), ExternalSecretStatus.class);
        assertThat(StatusCodec.read(status)).isEqualTo(LastSync.NEVER);
    }

    @Test
    void readsTheStatusThatEsoLeft() {
        var status = Serialization.unmarshal("""
                binding: {name: es}
                conditions:
                - {lastTransitionTime: "2026-11-24T11:00:00Z", message: secret synced, reason: SecretSynced,
                   status: "True", type: Ready}
                - {status: "False", type: Deleted}
                refreshTime: "2026-11-24T12:00:00+01:00"
                syncedResourceVersion: 1-0c5b
                """, ExternalSecretStatus.class);
        assertThat(StatusCodec.read(status))
                .isEqualTo(new LastSync(
                        Instant.parse("2026-11-24T11:00:00Z"),
                        "1-0c5b",
                        ObjectVersion.NONE,
                        "es",
                        null,
                        0,
                        new LastReported("1-0c5b", null, SYNCED)));
        var next = StatusCodec.write(sync(GOOD), status, 1L, NOON);
        assertThat(next.conditions()).hasSize(1);
        assertThat(transition(next)).isEqualTo("2026-11-24T11:00:00Z");
    }

    /// The CRDs of ESO prune what its own status does not have.
    @Test
    void readsWhatEsosSchemaLeavesOfAFailureAsOneThatIsTriedAgainAtOnce() {
        var left = StatusCodec.read(stored(status(STALE, THROTTLED)).asOfEso());
        assertThat(left.refreshedAt()).isEqualTo(NOON);
        assertThat(left.failures()).isEqualTo(1);
        assertThat(left.staleSince()).isEqualTo(NOON);
        assertThat(left.lastReported())
                .isEqualTo(new LastReported("3-aa", null, STALE.lastReported().ready()));
        assertThat(left.isTargetUnknown()).isTrue();
        assertThat(left.leaving(MARK).isTargetUnknown()).isFalse();
    }

    @Test
    void tellsTheTimeOfARefreshInWholeSecondsAsEsoDoes() {
        var precise = new LastSync(NOON.plusMillis(987), "3-aa", MARK, "db", null, 0, GOOD.lastReported());
        assertThat(status(precise, null).refreshTime()).isEqualTo("2026-11-24T12:00:00Z");
    }

    private static LastSync told(Ready ready) {
        return new LastSync(NOON, "3-aa", MARK, "db", null, 0, new LastReported("3-aa", null, ready));
    }

    private static SyncStatus sync(LastSync last) {
        return new SyncStatus(last.lastReported().ready(), last, null, List.of(), NOON, List.of(), true);
    }

    private static ExternalSecretStatus status(LastSync last, @Nullable SyncError error) {
        return StatusCodec.write(
                new SyncStatus(last.lastReported().ready(), last, error, List.of(), NOON, List.of(), true),
                ExternalSecretStatus.NONE,
                3L,
                NOON);
    }

    private static String transition(ExternalSecretStatus status) {
        return status.conditions().getFirst().lastTransitionTime();
    }

    /// As it comes back from the API server.
    private static ExternalSecretStatus stored(ExternalSecretStatus status) {
        return Serialization.unmarshal(Serialization.asJson(status), ExternalSecretStatus.class);
    }
}
