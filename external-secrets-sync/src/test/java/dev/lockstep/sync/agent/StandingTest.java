package dev.lockstep.sync.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.sync.api.ExternalSecret;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/// What `why` says, from a status as the API server gives it.
class StandingTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final KubernetesSerialization SERIALIZATION = new KubernetesSerialization();

    private static final String METADATA = """
            apiVersion: external-secrets.io/v1
            kind: ExternalSecret
            metadata: {name: db, namespace: shop, generation: 2}
            spec: {refreshInterval: 1m}
            """;

    private static String said(String status) {
        return String.join("\n", StandingText.lines(Standing.of(resource(status), NOW), NOW)) + "\n";
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
    void tellsThatTheLastChangeIsNotTakenUp() {
        assertThat(Standing.of(resource("""
                status:
                  observedGeneration: 1
                  conditions: [{type: Ready, status: "True", reason: SecretSynced}]
                """), NOW).next())
                .isEqualTo("the operator has not taken up the last change of the resource yet");
    }

    @Test
    void saysWhatOnlyAChangeBringsOn() {
        assertThat(Standing.of(resource("""
                status:
                  conditions: [{type: Ready, status: "False", reason: SecretMissing}]
                """), NOW).next())
                .isEqualTo("tried again when the resource, its store, a credential or the Secret changes");
    }

    @Test
    void printsTheSameForPrograms() {
        assertThat(SERIALIZATION.asJson(Standing.of(resource("""
                status:
                  binding: {name: db}
                  conditions: [{type: Ready, status: "False", reason: SecretSyncedError, message: sealed}]
                  sync: {cause: StoreSealed, failures: 1, nextTry: "2026-03-01T12:00:12Z"}
                """), NOW))).isEqualTo("""
                {"resource":"shop/db","inStep":false,"reason":"SecretSyncedError","message":"sealed",\
                "cause":"StoreSealed","failures":1,"nextTry":"2026-03-01T12:00:12Z",\
                "next":"tried again in 12 s, or at once when the resource, its store or a credential changes",\
                "secret":"db"}""");
    }
}
