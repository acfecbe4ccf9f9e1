package dev.lockstep.sync.engine;

import java.time.Duration;

/// Lists when the store is asked again: `refreshPolicy` with `refreshInterval`.
public sealed interface Refresh {
    /// Never after the first success.
    record CreatedOnce() implements Refresh {}

    /// When the resource itself changes.
    record OnChange() implements Refresh {}

    /// @param interval zero: once, not even after a change of the resource
    record Periodic(Duration interval) implements Refresh {}
}
