package dev.lockstep.sync.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.sync.api.ExternalSecret;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What `why` says without a name.
class ExplanationTableTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final KubernetesSerialization SERIALIZATION = new KubernetesSerialization();

    private static SyncExplanation standing(String namespace, String name, String status) {
        return SyncExplanation.of(
                SERIALIZATION.unmarshal("""
                apiVersion: external-secrets.io/v1
                kind: ExternalSecret
                metadata: {name: %s, namespace: %s, creationTimestamp: "2026-03-01T11:59:00Z"}
                spec: {refreshPolicy: OnChange}
                status: %s
                """.formatted(name, namespace, status), ExternalSecret.class), NOW);
    }

    private static String failed(String message) {
        return "{conditions: [{type: Ready, status: 'False', reason: SecretSyncedError, message: \"" + message
                + "\", lastTransitionTime: '2026-03-01T09:00:00Z'}]}";
    }

    private static final String GOOD = "{conditions: [{type: Ready, status: 'True', reason: SecretSynced}]}";

    private static List<String> lines(String namespace, SyncExplanation... standings) {
        var list = new ExplanationList.Builder(namespace);
        List.of(standings).forEach(list::add);
        return ExplanationTable.lines(list.build(), NOW);
    }

    @Test
    void listsWhatIsNotInStepByName() {
        assertThat(lines(
                        "",
                        standing("shop", "queue", "{}"),
                        standing("shop", "good", GOOD),
                        standing("bank", "database", failed("StoreSealed: Vault is sealed"))))
                .containsExactly(
                        "NAMESPACE/NAME   REASON              SINCE      MESSAGE",
                        "bank/database    SecretSyncedError   3 h ago    StoreSealed: Vault is sealed",
                        "shop/queue       NotLookedAt         60 s ago   no operator has looked at it yet: see whether"
                                + " lockstep-sync runs, and whether the store is of its c…");
    }

    @Test
    void keepsEachOnOneLineWhateverAMessageHolds() {
        assertThat(lines("shop", standing("shop", "db", failed("one\\ntwo\\u001b[2J"))))
                .hasSize(2)
                .last()
                .asString()
                .endsWith("one\\ntwo\\u001b[2J");
    }

    @Test
    void saysThatAllIsWell() {
        assertThat(lines("shop", standing("shop", "db", GOOD), standing("shop", "mq", GOOD)))
                .containsExactly("all 2 ExternalSecrets in namespace shop are in step");
        assertThat(lines("", standing("shop", "db", GOOD)))
                .containsExactly("the one ExternalSecret in all namespaces is in step");
        assertThat(lines("shop")).containsExactly("no ExternalSecrets in namespace shop");
        assertThat(lines("")).containsExactly("no ExternalSecrets in any namespace");
    }
}
