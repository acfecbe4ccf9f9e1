package dev.lockstep.sync.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.sync.api.StoreStatus;
import dev.lockstep.sync.engine.Cause;
import dev.lockstep.sync.engine.StoreRef;
import dev.lockstep.sync.engine.SyncError;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StoreMetricsTest {
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

    @Test
    void tellOfStoresOfBothKindsAsEsoDoes() {
        var stores = new StoreMetrics(metrics, new StoreStandings());
        metrics.add(stores.standings());
        var vault = new StoreKey(new StoreRef(StoreRef.Kind.NAMESPACED, "vault"), "team");
        var bad = StoreVerdict.of(new SyncError(Cause.AUTH_FAILED, "no", "", ""));
        stores.checked(vault, bad.onto(StoreStatus.NONE, "", NOON), bad, Duration.ofMillis(3));

        assertThat(lines())
                .contains(
                        "secretstore_status_condition{condition=\"Ready\",name=\"vault\",namespace=\"team\",status=\"False\"} 1",
                        "secretstore_reconcile_duration{name=\"vault\",namespace=\"team\"} 3000000",
                        "clustersecretstore_status_condition{condition=\"Ready\",name=\"\",namespace=\"\",status=\"False\"} 0",
                        "controller_runtime_reconcile_total{controller=\"secretstore\",plan=\"check\",result=\"error\"} 1.0");
        stores.gone(vault);
        assertThat(lines()).noneMatch(line -> line.contains("name=\"vault\""));
    }
}
