package dev.lockstep.sync.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.sync.api.ExternalSecret;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What `why` says, from a status as the API server gives it.
class SyncExplanationTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final KubernetesSerialization SERIALIZATION = new KubernetesSerialization();

    private static final String METADATA = """
            apiVersion: external-secrets.io/v1
            kind: ExternalSecret
            metadata: {name: db, namespace: shop, generation: 2}
            spec: {refreshInterval: 1m}
            """;

    private static String said(String status) {
        return String.join("\n", ExplanationText.lines(SyncExplanation.of(resource(status), NOW), NOW)) + "\n";
    }

    private static SyncExplanation.State state(String status) {
        return SyncExplanation.of(resource(status), NOW).state();
    }

    private static ExternalSecret resource(String status) {
        return SERIALIZATION.unmarshal(METADATA + status, ExternalSecret.class);
    }

    @Test
    void tellsOfEachKeyWhereItCameFrom() {
        assertThat(said("""
                status:
                  refreshTime: "2026-03-01T11:59:30Z"
                  observedGeneration: 2
                  binding: {name: db}
                  conditions: [{type: Ready, status: "True", reason: SecretSynced, message: secret synced}]
                  sync:
                    nextRefresh: "2026-03-01T12:00:30Z"
                    keys:
                      - key: password
                        store: {kind: SecretStore, name: vault}
                        remoteKey: shop/db
                        property: password
                        version: "3"
                        readAt: "2026-03-01T11:50:00Z"
                """)).isEqualTo("""
                shop/db: in step (SecretSynced)
                  next       looked at again each refreshInterval (1m), or at once when the resource or the Secret changes
                  last sync  2026-03-01T11:59:30Z (30 s ago)
                  Secret     db
                  key        password from SecretStore vault, shop/db property password version 3, read 2026-03-01T11:50:00Z (10 min ago)
                """);
    }

    @Test
    void tellsWhyItIsStaleAndWhatToDo() {
        assertThat(said("""
                status:
                  refreshTime: "2026-03-01T09:00:00Z"
                  observedGeneration: 2
                  binding: {name: db}
                  conditions: [{type: Ready, status: "False", reason: SecretSyncedError, message: "spec.data[0]: Vault is sealed"}]
                  sync:
                    cause: StoreSealed
                    place: spec.data[0]
                    fix: unseal it
                    staleSince: "2026-03-01T09:30:00Z"
                    failures: 4
                    nextTry: "2026-03-01T12:00:12Z"
                """)).isEqualTo("""
                shop/db: out of step (SecretSyncedError), stale since 2026-03-01T09:30:00Z (2 h ago)
                  cause      StoreSealed
                  where      spec.data[0]
                  message    spec.data[0]: Vault is sealed
                  fix        unseal it
                  failed     4 times since the last success
                  next       tried again in 12 s, or at once when the resource, its store or a credential changes
                  last sync  2026-03-01T09:00:00Z (3 h ago)
                  Secret     db
                """);
    }

    @Test
    void tellsThatNobodyHasLookedYet() {
        assertThat(said("")).isEqualTo("""
                shop/db: not looked at yet
                  next       no operator has looked at it yet: see whether lockstep-sync runs, and whether the store is of its controller class
                """);
    }

    @Test
    void tellsThatTheLastEditHasNotBeenLookedAt() {
        assertThat(said("""
                status:
                  observedGeneration: 1
                  conditions: [{type: Ready, status: "True", reason: SecretSynced}]
                """)).isEqualTo("""
                shop/db: not looked at since its last edit; before that (SecretSynced)
                  next       the last edit has not been looked at yet; if that lasts, see whether lockstep-sync runs, \
                and whether the store is of its controller class
                """);
    }

    @Test
    void tellsOfAnEditByTheSyncedVersionWhereNothingElseIsKept() {
        var synced = """
                status:
                  refreshTime: "2026-03-01T11:59:30Z"
                  syncedResourceVersion: 1-abc
                  conditions: [{type: Ready, status: "True", reason: SecretSynced}]
                """;
        assertThat(state(synced)).isEqualTo(SyncExplanation.State.EditNotLookedAt);
        assertThat(state(synced.replace("1-abc", "2-abc"))).isEqualTo(SyncExplanation.State.InStep);
        assertThat(state(synced.replace("1-abc", "garbage"))).isEqualTo(SyncExplanation.State.InStep);
        var settled = SERIALIZATION.unmarshal(
                METADATA.replace("{refreshInterval: 1m}", "{refreshPolicy: CreatedOnce}") + synced,
                ExternalSecret.class);
        assertThat(SyncExplanation.of(settled, NOW).state()).isEqualTo(SyncExplanation.State.InStep);
    }

    @Test
    void saysThatARefreshIsOverdue() {
        var hourly = SERIALIZATION.unmarshal(METADATA.replace("1m", "1h") + """
                status:
                  refreshTime: "2026-03-01T09:00:00Z"
                  observedGeneration: 2
                  binding: {name: db}
                  conditions: [{type: Ready, status: "True", reason: SecretSynced}]
                """, ExternalSecret.class);
        assertThat(String.join("\n", ExplanationText.lines(SyncExplanation.of(hourly, NOW), NOW)) + "\n")
                .isEqualTo("""
                shop/db: in step (SecretSynced) when it was looked at last
                  status     from 3 h ago; refresh was due 2 h ago: is lockstep-sync running?
                  next       see whether lockstep-sync runs, and whether the store is of its controller class
                  last sync  2026-03-01T09:00:00Z (3 h ago)
                  Secret     db
                """);
        assertThat(SyncExplanation.of(hourly, NOW).inStep()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "refreshInterval: 1m, 11:53:00, InStep",
        "refreshInterval: 1m, 11:51:00, RefreshOverdue",
        "refreshInterval: 1h, 11:00:00, InStep",
        "refreshInterval: 0s, 01:00:00, InStep",
        "refreshPolicy: OnChange, 01:00:00, InStep",
        "refreshPolicy: CreatedOnce, 01:00:00, InStep",
        "refreshInterval: nonsense, 01:00:00, InStep",
        "refreshPolicy: Periodic, 01:00:00, RefreshOverdue",
    })
    void callsOnlyThatOverdueWhichARunningOperatorWouldHaveRenewed(
            String spec, String time, SyncExplanation.State state) {
        var resource = SERIALIZATION.unmarshal(
                METADATA.replace("refreshInterval: 1m", spec) + """
                status:
                  refreshTime: "2026-03-01T%sZ"
                  observedGeneration: 2
                  conditions: [{type: Ready, status: "True", reason: SecretSynced}]
                """.formatted(time), ExternalSecret.class);
        assertThat(SyncExplanation.of(resource, NOW).state()).isEqualTo(state);
    }

    @Test
    void saysThatATryIsOverdue() {
        var failed = """
                status:
                  observedGeneration: 2
                  conditions: [{type: Ready, status: "False", reason: SecretSyncedError, message: sealed}]
                  sync: {cause: StoreSealed, failures: 4, nextTry: "2026-03-01T10:00:00Z"}
                """;
        assertThat(SyncExplanation.of(resource(failed), NOW))
                .returns(SyncExplanation.State.OutOfStep, SyncExplanation::state)
                .returns("a try was due 2 h ago: is lockstep-sync running?", SyncExplanation::status);
        // From the tenth on failures leave the status as it is, and what took all memory rests for long.
        assertThat(SyncExplanation.of(resource(failed.replace("failures: 4", "failures: 10")), NOW))
                .returns("", SyncExplanation::status)
                .returns(
                        "tried again at least every 5 minutes, or at once when the resource, its store or a"
                                + " credential changes",
                        SyncExplanation::next);
        assertThat(SyncExplanation.of(resource(failed.replace("StoreSealed", "TooLarge")), NOW)
                        .status())
                .isEmpty();
    }

    @Test
    void saysOnlyWhatIsKnownUnderTheCrdsOfEso() {
        assertThat(said("""
                status:
                  refreshTime: "2026-03-01T09:00:00Z"
                  syncedResourceVersion: 1-abc
                  binding: {name: db}
                  conditions: [{type: Ready, status: "False", reason: SecretSyncedError, message: "StoreSealed: sealed"}]
                """)).isEqualTo("""
                shop/db: out of step (SecretSyncedError)
                  message    StoreSealed: sealed
                  next       not in the status: when it is tried again is kept only by Lockstep's own CRDs
                  last sync  2026-03-01T09:00:00Z (3 h ago)
                  Secret     db
                """);
        assertThat(SyncExplanation.of(resource("""
                status:
                  refreshTime: "2026-03-01T11:59:00Z"
                  syncedResourceVersion: 2-abc
                  conditions: [{type: Ready, status: "True", reason: SecretSynced}]
                """), NOW).next())
                .isEqualTo("looked at again each refreshInterval (1m), or at once when the resource or the Secret"
                        + " changes");
    }

    @Test
    void saysThatAResourceIsBeingDeleted() {
        var deleted = SERIALIZATION.unmarshal(
                METADATA.replace("generation: 2", "generation: 3, deletionTimestamp: \"2026-03-01T10:00:00Z\"") + """
                status:
                  refreshTime: "2026-03-01T09:00:00Z"
                  observedGeneration: 2
                  conditions: [{type: Ready, status: "True", reason: SecretSynced}]
                """,
                ExternalSecret.class);
        assertThat(SyncExplanation.of(deleted, NOW))
                .returns("it is being deleted", SyncExplanation::next)
                .returns("", SyncExplanation::status)
                .returns(SyncExplanation.State.InStep, SyncExplanation::state);
    }

    @Test
    void printsTheSameForPrograms() {
        assertThat(SERIALIZATION.asJson(SyncExplanation.of(resource("""
                status:
                  binding: {name: db}
                  conditions: [{type: Ready, status: "False", reason: SecretSyncedError, message: sealed}]
                  sync: {cause: StoreSealed, failures: 1, nextTry: "2026-03-01T12:00:12Z"}
                """), NOW))).isEqualTo("""
                {"resource":"shop/db","inStep":false,"state":"OutOfStep","reason":"SecretSyncedError","message":"sealed",\
                "cause":"StoreSealed","failures":1,"nextTry":"2026-03-01T12:00:12Z",\
                "next":"tried again in 12 s, or at once when the resource, its store or a credential changes",\
                "secret":"db"}""");
    }
}
