package dev.lockstep.sync.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.sync.engine.LastSync;
import dev.lockstep.sync.engine.ObjectVersion;
import dev.lockstep.sync.engine.SyncStatus;
import dev.lockstep.sync.store.ProviderCalls;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MetricsTest {
    private static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");

    private final Metrics metrics = new Metrics();

    @AfterEach
    void close() {
        metrics.close();
    }

    private List<String> lines() {
        return metrics.page()
                .text()
                .lines()
                .filter(line -> !line.startsWith("#"))
                .toList();
    }

    private static SyncStatus status(boolean ready, Instant good, @Nullable Instant stale) {
        return status(new SyncStatus.Ready(ready, ready ? "SecretSynced" : "SecretSyncedError", ""), good, stale);
    }

    private static SyncStatus status(SyncStatus.Ready ready, Instant good, @Nullable Instant stale) {
        var last = new LastSync(good, "1", ObjectVersion.NONE, "db", stale, 0, LastSync.LastReported.NOTHING);
        return new SyncStatus(ready, last, null, List.of(), Instant.MAX, List.of(), true);
    }

    private static ResourceID resource(String name) {
        return new ResourceID(name, "team");
    }

    private void passed(ConditionGauges gauges, String name, SyncStatus status) {
        gauges.reconciled(resource(name), status, !status.ready().status(), Duration.ofMillis(2));
    }

    @Test
    void countResourcesByTheReasonOfTheirCondition() {
        var gauges = new ConditionGauges(metrics, () -> NOON, ConditionGauges.MOST);
        passed(gauges, "a", status(true, NOON.minusSeconds(60), null));
        passed(gauges, "b", status(true, NOON.minusSeconds(90), null));
        passed(gauges, "c", status(false, NOON.minusSeconds(600), NOON.minusSeconds(5)));
        passed(gauges, "d", status(new SyncStatus.Ready(false, "NotServed", ""), NOON, null));

        assertThat(lines())
                .contains(
                        "lockstep_externalsecrets{reason=\"SecretSynced\"} 2.0",
                        "lockstep_externalsecrets{reason=\"SecretSyncedError\"} 1.0",
                        "lockstep_externalsecrets{reason=\"NotServed\"} 1.0",
                        "lockstep_sync_age_max_seconds 600.0",
                        "lockstep_stale_resources 1.0");
        gauges.remove(resource("c"));
        assertThat(lines()).contains("lockstep_sync_age_max_seconds 90.0", "lockstep_stale_resources 0.0");
    }

    @Test
    void nameResourcesExactlyAsEsoDoesAndForgetThoseThatAreGone() {
        var gauges = new ConditionGauges(metrics, () -> NOON, ConditionGauges.MOST);
        passed(gauges, "a", status(true, NOON, null));
        passed(gauges, "a", status(false, NOON, null));

        assertThat(lines())
                .contains(
                        "externalsecret_status_condition{condition=\"Ready\",name=\"a\",namespace=\"team\",status=\"False\"} 1",
                        "externalsecret_status_condition{condition=\"Ready\",name=\"a\",namespace=\"team\",status=\"True\"} 0",
                        "externalsecret_sync_calls_total{name=\"a\",namespace=\"team\"} 2",
                        "externalsecret_sync_calls_error{name=\"a\",namespace=\"team\"} 1",
                        "externalsecret_reconcile_duration{name=\"a\",namespace=\"team\"} 2000000")
                .noneMatch(line -> line.startsWith("externalsecret_sync_calls_error_total"));
        gauges.remove(resource("a"));
        assertThat(lines())
                .noneMatch(line -> line.contains("name=\"a\""))
                .contains(
                        "externalsecret_status_condition{condition=\"Ready\",name=\"\",namespace=\"\",status=\"False\"} 0");
    }

    @Test
    void nameBrokenResourcesFirstWhereThereAreTooMany() {
        var gauges = new ConditionGauges(metrics, () -> NOON, 2);
        for (int i = 0; i < 5; i++) {
            passed(gauges, "good" + i, status(true, NOON, null));
        }
        passed(gauges, "bad", status(false, NOON, null));

        var conditions = lines().stream()
                .filter(line -> line.startsWith("externalsecret_status_condition"))
                .toList();
        assertThat(conditions).hasSize(4).anyMatch(line -> line.contains("name=\"bad\""));
        assertThat(lines()).contains("lockstep_metrics_resources_omitted 4.0");
    }

    @Test
    void nameNoResourceWhereThatIsNotWanted() {
        var gauges = new ConditionGauges(metrics, () -> NOON, 0);
        passed(gauges, "a", status(true, NOON, null));
        assertThat(lines())
                .noneMatch(line -> line.startsWith("externalsecret_"))
                .contains("lockstep_externalsecrets{reason=\"SecretSynced\"} 1.0");
    }

    @Test
    void countRequestsToServicesAsEsoDoes() {
        var calls = new ProviderCalls();
        metrics.add(new ProviderMetrics(calls));
        var read = new ProviderCalls.Call("HashiCorp/Vault", "ReadSecretData", true);
        calls.ended(read);
        calls.ended(read);
        calls.ended(new ProviderCalls.Call("HashiCorp/Vault", "Login", false));
        assertThat(lines())
                .contains(
                        "externalsecret_provider_api_calls_count{call=\"ReadSecretData\",provider=\"HashiCorp/Vault\",status=\"success\"} 2",
                        "externalsecret_provider_api_calls_count{call=\"Login\",provider=\"HashiCorp/Vault\",status=\"error\"} 1");
    }

    @Test
    void tellOfTheProcessAsEveryClientOfPrometheusDoes() {
        assertThat(lines().stream()
                        .filter(line -> line.startsWith("process_"))
                        .map(line -> line.replaceAll(" [1-9][0-9.e+]*", "")))
                .contains(
                        "process_cpu_seconds_total",
                        "process_resident_memory_bytes",
                        "process_virtual_memory_bytes",
                        "process_start_time_seconds",
                        "process_open_fds",
                        "process_max_fds");
    }

    @Test
    void escapeWhatALabelMayHold() {
        assertThat(new Exposition()
                        .family("a", "gauge", "A")
                        .line(0.5, "x", "q\"b\\n\n")
                        .toString())
                .endsWith("\na{x=\"q\\\"b\\\\n\\n\"} 0.500000\n");
    }

    @Test
    void tellInSecondsHowOldValuesHadBecome() {
        var gauges = new ConditionGauges(metrics, () -> NOON, ConditionGauges.MOST);
        passed(gauges, "a", status(true, NOON.minusSeconds(30), null));
        passed(gauges, "a", status(true, NOON, null));
        assertThat(lines())
                .contains("lockstep_sync_age_seconds_sum 30.0", "lockstep_sync_age_seconds_bucket{le=\"60.0\"} 1")
                .contains("lockstep_sync_age_seconds_bucket{le=\"15.0\"} 0");
    }

    @Test
    void followACircuitUntilItsServiceIsGone() {
        var gateway = new GatewayMetrics(metrics.registry());
        gateway.circuit("secret-identity", true);
        gateway.read("secret-identity", "found", Duration.ofMillis(50));
        gateway.shared("secret-identity");
        assertThat(lines())
                .anyMatch(line -> line.startsWith("lockstep_store_circuit_open{") && line.endsWith(" 1.0"))
                .contains("lockstep_store_answers_shared_total 1.0")
                .anyMatch(line -> line.startsWith("lockstep_store_reads_seconds_count{result=\"found\"} 1"))
                .noneMatch(line -> line.contains("secret-identity"));
        gateway.gone("secret-identity");
        assertThat(lines()).noneMatch(line -> line.startsWith("lockstep_store_circuit_open"));
    }

    @Test
    void countPassesAndRequestsAsControllersDo() {
        var took = Duration.ofMillis(30);
        metrics.reconciled(Metrics.EXTERNAL_SECRET, "written", Metrics.Result.REQUEUE_AFTER, took);
        metrics.reconciled(Metrics.EXTERNAL_SECRET, "refused", Metrics.Result.ERROR, took);
        metrics.reconciled(Metrics.EXTERNAL_SECRET, "not-served", Metrics.Result.REQUEUE_AFTER, took);
        metrics.workers(Metrics.EXTERNAL_SECRET, () -> 3, 64);
        metrics.apiCalled("PATCH", "409");
        assertThat(lines())
                .contains(
                        "controller_runtime_reconcile_total{controller=\"externalsecret\",plan=\"written\",result=\"requeue_after\"} 1.0",
                        "controller_runtime_reconcile_total{controller=\"externalsecret\",plan=\"refused\",result=\"error\"} 1.0",
                        "controller_runtime_reconcile_total{controller=\"externalsecret\",plan=\"not-served\",result=\"requeue_after\"} 1.0",
                        "controller_runtime_reconcile_errors_total{controller=\"externalsecret\"} 1.0",
                        "controller_runtime_reconcile_errors_total{controller=\"secretstore\"} 0.0",
                        "controller_runtime_active_workers{controller=\"externalsecret\"} 3.0",
                        "controller_runtime_max_concurrent_reconciles{controller=\"externalsecret\"} 64.0",
                        "rest_client_requests_total{code=\"409\",method=\"PATCH\"} 1.0")
                .anyMatch(line -> line.startsWith("controller_runtime_reconcile_time_seconds_bucket"));
    }
}
