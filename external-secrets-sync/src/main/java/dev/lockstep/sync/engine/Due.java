package dev.lockstep.sync.engine;

import java.time.Instant;

/// Tells whether a reconcile has to fetch.
public sealed interface Due {
    /// @param notBefore how old an answer may be at most: a read that began earlier will not do
    record Now(Why why, Instant notBefore) implements Due {}

    /// Nothing to do.
    ///
    /// @param at when the next reconcile is due; [Instant#MAX] if only a change brings one
    record Later(Instant at) implements Due {}

    /// The closed list of reasons to fetch.
    enum Why {
        NEVER_SYNCED(true),
        SPEC_CHANGED(true),
        TARGET_MISSING(true),
        TARGET_CHANGED(true),
        SOURCE_CHANGED(true),
        STORE_CHANGED(true),
        INTERVAL(false),
        RETRY(false);

        private final boolean urgent;

        Why(boolean urgent) {
            this.urgent = urgent;
        }

        /// Whether it goes ahead of what is merely due again.
        public boolean urgent() {
            return urgent;
        }
    }
}
