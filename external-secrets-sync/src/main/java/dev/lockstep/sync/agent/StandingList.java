package dev.lockstep.sync.agent;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Holds which ExternalSecrets are not in step: what `why --json` prints without a name.
///
/// @param namespace that was looked at; empty for all
/// @param total how many ExternalSecrets there are
/// @param outOfStep by name
record StandingList(String namespace, int total, List<Standing> outOfStep) {
    StandingList {
        outOfStep = List.copyOf(outOfStep);
    }

    /// Collects standings and keeps those that are not in step.
    static final class Builder {
        private final String namespace;
        private final List<Standing> outOfStep = new ArrayList<>();
        private int total;

        Builder(String namespace) {
            this.namespace = namespace;
        }

        String namespace() {
            return namespace;
        }

        void add(Standing standing) {
            total++;
            if (!standing.inStep()) {
                outOfStep.add(standing);
            }
        }

        StandingList build() {
            outOfStep.sort(Comparator.comparing(Standing::resource));
            return new StandingList(namespace, total, outOfStep);
        }
    }
}
