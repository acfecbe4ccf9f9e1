package dev.lockstep.sync.operator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.sync.operator.JsonLog.Level;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;

/// Tells whose CRDs are installed, by whether the status of an ExternalSecret keeps `sync`: Lockstep's do, ESO's prune
/// it. Looks once at the start, as far as the account may; after that each answer to a written status tells, so that a
/// change of the CRDs is noticed. Says in the log which are there, and again when that changes.
final class StatusSchema {
    private static final String DEFINITION =
            "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/externalsecrets.external-secrets.io";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final JsonLog log;
    private final AtomicReference<Origin> origin = new AtomicReference<>(Origin.UNKNOWN);

    /// Whose CRDs those are that a cluster has.
    enum Origin {
        UNKNOWN,
        LOCKSTEP,
        ESO
    }

    StatusSchema(JsonLog log) {
        this.log = log;
    }

    /// Reads the CRD. Without the right to, the first written status tells.
    void look(ApiServer api) throws InterruptedException {
        try {
            var answer = api.object(DEFINITION);
            if (answer.successful()) {
                learn(keepsSync(JSON.readTree(answer.body())));
            }
        } catch (IOException e) {
            return; // as if there were no right to
        }
    }

    private static boolean keepsSync(JsonNode definition) {
        for (var version : definition.path("spec").path("versions")) {
            if (version.path("name").asText().equals("v1")) {
                var status = version.path("schema")
                        .path("openAPIV3Schema")
                        .path("properties")
                        .path("status");
                return status.path("properties").has("sync")
                        || status.path("x-kubernetes-preserve-unknown-fields").asBoolean();
            }
        }
        return false;
    }

    /// @param keepsSync whether `status.sync` was kept by the API server, or will be
    void learn(boolean keepsSync) {
        var found = keepsSync ? Origin.LOCKSTEP : Origin.ESO;
        if (origin.getAndSet(found) == found) {
            return;
        }
        log.line(
                Level.INFO,
                "CRDs",
                keepsSync
                        ? JsonLog.fields("of", "Lockstep", "status.sync", "kept")
                        : JsonLog.fields(
                                "of",
                                "External Secrets Operator",
                                "status.sync",
                                "pruned: why tells less, retries start over after a restart, and each Secret gets the"
                                        + " annotation reconcile.external-secrets.io/data-hash",
                                "next",
                                "to have it kept: kubectl apply --server-side --force-conflicts -f deploy/crds"));
    }

    /// Whether the status keeps only what ESO's does.
    boolean isPruned() {
        return origin.get() == Origin.ESO;
    }
}
