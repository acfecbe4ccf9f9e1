package dev.lockstep.sync.operator;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// Answers liveness and readiness probes.
///
/// Not alive is only what a restart heals: a reconcile that does not end, a watch that was given up. An API server or a
/// store that is away is neither.
final class Health {
    /// Far above all deadlines that a reconcile has.
    private static final Duration LONGEST_RECONCILE = Duration.ofMinutes(10);

    private final Supplier<Duration> oldestReconcile;
    private final BooleanSupplier watching;
    private final BooleanSupplier synced;
    private volatile boolean leading;

    /// @param oldestReconcile for how long the oldest pass goes on
    /// @param watching whether the watches are kept up, though they may be without a connection now
    /// @param synced whether all that is watched is known
    Health(Supplier<Duration> oldestPass, BooleanSupplier watching, BooleanSupplier synced) {
        this.oldestReconcile = oldestPass;
        this.watching = watching;
        this.synced = synced;
    }

    void lead() {
        leading = true;
    }

    Endpoints.Page alive() {
        if (oldestReconcile.get().compareTo(LONGEST_RECONCILE) > 0) {
            return Endpoints.Page.plain(
                    false, "a pass goes on for " + oldestReconcile.get().toSeconds() + " s");
        }
        return leading && !watching.getAsBoolean()
                ? Endpoints.Page.plain(false, "a watch was given up")
                : Endpoints.Page.plain(true, "ok");
    }

    /// A standby is ready: it does what it is there for.
    Endpoints.Page ready() {
        if (!leading) {
            return Endpoints.Page.plain(true, "ok: standby");
        }
        return synced.getAsBoolean()
                ? Endpoints.Page.plain(true, "ok: leading")
                : Endpoints.Page.plain(false, "the resources of the cluster are not read yet");
    }
}
