package dev.lockstep.sync.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.sync.engine.LastSync;
import dev.lockstep.sync.engine.Mark;
import dev.lockstep.sync.engine.SyncStatus;
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
        var last = new LastSync(good, "1", Mark.NONE, "db", stale, 0, LastSync.Told.NOTHING);
        var condition = new SyncStatus.Ready(ready, "", "");
        return new SyncStatus(condition, last, null, List.of(), Instant.MAX, List.of(), true);
    }

    private static ResourceID resource(String name) {
        return new ResourceID(name, "team");
    }

    @Test
    void countResourcesByTheirConditionWithoutNamingThem() {
        var standings = new Standings(metrics, () -> NOON, false);
        standings.set(resource("a"), status(true, NOON.minusSeconds(60), null));
        standings.set(resource("b"), status(true, NOON.minusSeconds(90), null));
        standings.set(resource("c"), status(false, NOON.minusSeconds(600), NOON.minusSeconds(5)));
        standings.called(resource("a"));

        assertThat(lines())
                .contains(
                        "externalsecret_status_condition{condition=\"Ready\",status=\"True\"} 2.0",
                        "externalsecret_status_condition{condition=\"Ready\",status=\"False\"} 1.0",
                        "externalsecret_sync_calls_total 1.0",
                        "lockstep_sync_age_max_seconds 600.0",
                        "lockstep_stale_resources 1.0");
        standings.remove(resource("c"));
        assertThat(lines()).contains("lockstep_sync_age_max_seconds 90.0", "lockstep_stale_resources 0.0");
    }

    @Test
    void nameResourcesAsEsoDoesWhereThatIsWishedAndForgetThoseThatAreGone() {
        var standings = new Standings(metrics, () -> NOON, true);
        standings.set(resource("a"), status(false, NOON, null));
        standings.called(resource("a"));
        standings.failed(resource("a"));

        assertThat(lines())
                .contains(
                        "externalsecret_status_condition{condition=\"Ready\",name=\"a\",namespace=\"team\",status=\"False\"} 1.0",
                        "externalsecret_status_condition{condition=\"Ready\",name=\"a\",namespace=\"team\",status=\"True\"} 0.0",
                        "externalsecret_sync_calls_total{name=\"a\",namespace=\"team\"} 1.0",
                        "externalsecret_sync_calls_error_total{name=\"a\",namespace=\"team\"} 1.0");
        standings.remove(resource("a"));
        assertThat(lines()).noneMatch(line -> line.contains("name=\"a\""));
    }

    @Test
    void tellInSecondsHowOldValuesHadBecome() {
        var standings = new Standings(metrics, () -> NOON, false);
        standings.set(resource("a"), status(true, NOON.minusSeconds(30), null));
        standings.set(resource("a"), status(true, NOON, null));
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
        metrics.passed("written", Duration.ofMillis(30));
        metrics.apiCalled("PATCH", "409");
        metrics.bug();
        assertThat(lines())
                .contains(
                        "controller_runtime_reconcile_total{controller=\"externalsecret\",result=\"written\"} 1.0",
                        "controller_runtime_reconcile_errors_total{controller=\"externalsecret\"} 1.0",
                        "rest_client_requests_total{code=\"409\",method=\"PATCH\"} 1.0")
                .anyMatch(line -> line.startsWith("controller_runtime_reconcile_time_seconds_bucket"));
    }
}
