package dev.lockstep.sync.operator;

import dev.lockstep.sync.api.StoreStatus;
import dev.lockstep.sync.engine.Cause;
import dev.lockstep.sync.engine.StoreRef;
import java.time.Duration;

/// Passes on what is heard of checks of stores to the metrics.
record StoreMetrics(Metrics metrics, StoreStandings standings) implements StoreChecks.Observer {
    @Override
    public void found(StoreKey store, StoreStatus status) {
        standings.checked(store, status, Duration.ZERO);
    }

    @Override
    public void checked(StoreKey store, StoreStatus status, StoreVerdict verdict, Duration took) {
        boolean failed = verdict.cause() != null && verdict.cause() != Cause.NOT_SERVED;
        metrics.reconciled(
                controller(store), "check", failed ? Metrics.Result.ERROR : Metrics.Result.REQUEUE_AFTER, took);
        standings.checked(store, status, took);
    }

    @Override
    public void gone(StoreKey store) {
        standings.remove(store);
    }

    private static String controller(StoreKey store) {
        return store.ref().kind() == StoreRef.Kind.NAMESPACED ? Metrics.SECRET_STORE : Metrics.CLUSTER_SECRET_STORE;
    }
}
