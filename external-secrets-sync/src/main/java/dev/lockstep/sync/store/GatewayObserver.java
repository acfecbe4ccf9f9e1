package dev.lockstep.sync.store;

import java.time.Duration;

/// Observes the gateway for metrics. Services go by the identity that the catalog gives them. Called on any thread; it
/// must be quick.
public interface GatewayObserver {
    GatewayObserver NONE = new GatewayObserver() {};

    /// A service was asked.
    ///
    /// @param result `found`, `absent`, or the cause of the failure as [dev.lockstep.sync.engine.Cause] spells it
    default void read(String service, String result, Duration took) {}

    /// Somebody got an answer without a read of his own.
    default void shared(String service) {}

    /// A read waited for its turn: for the limits, and for those before it.
    default void waited(String service, boolean urgent, Duration time) {}

    /// The service asked for fewer reads.
    default void throttled(String service) {}

    /// The circuit opened or closed.
    ///
    /// @param open whether requests are answered with the last fault, while one read at a time probes the service
    default void circuit(String service, boolean open) {}

    /// The service is no longer in use.
    default void gone(String service) {}
}
