package dev.lockstep.sync.operator;

import dev.lockstep.sync.api.StoreStatus;
import dev.lockstep.sync.engine.StoreRef;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Exports the condition of each store as metrics: its condition as the last check left it, and how long that check
/// took.
final class StoreStandings implements Exposition.Source {
    /// Stores of one kind that are named; the ready ones are left out first.
    private static final int MOST = 5_000;

    private final Map<StoreKey, Standing> standings = new ConcurrentHashMap<>();

    private record Standing(boolean ready, Duration took) {}

    /// @param status with the condition of that check
    void checked(StoreKey store, StoreStatus status, Duration took) {
        boolean ready = status.conditions().stream()
                .anyMatch(condition ->
                        condition.type().equals("Ready") && condition.status().equals("True"));
        standings.put(store, new Standing(ready, took));
    }

    /// The store is gone, or left to another controller.
    void remove(StoreKey store) {
        standings.remove(store);
    }

    @Override
    public void write(Exposition page) {
        write(page, StoreRef.Kind.NAMESPACED, "secretstore", "Secret Store");
        write(page, StoreRef.Kind.CLUSTER, "clustersecretstore", "Cluster Secret Store");
    }

    private void write(Exposition page, StoreRef.Kind kind, String prefix, String spelled) {
        var stores = standings.entrySet().stream()
                .filter(each -> each.getKey().ref().kind() == kind)
                .map(each -> new StatusConditions.Object(
                        each.getKey().ref().name(),
                        each.getKey().namespace(),
                        each.getValue().ready(),
                        each.getValue().took()))
                .sorted(Comparator.comparing(StatusConditions.Object::ready))
                .limit(MOST)
                .toList();
        StatusConditions.write(page, prefix, spelled, stores);
    }
}
