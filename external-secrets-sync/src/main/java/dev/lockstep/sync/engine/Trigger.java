package dev.lockstep.sync.engine;

import java.time.Instant;

/// Lists what triggered a reconcile, besides the resource's own state.
public sealed interface Trigger {
    /// The timer, or an event of the resource or target, which their state shows.
    record None() implements Trigger {}

    /// Another consumer's read gave something new; an answer from then on will do.
    record SourceChanged(Instant readAt) implements Trigger {}

    /// The store, or a credential it uses, changed.
    record StoreChanged(Instant at) implements Trigger {}
}
