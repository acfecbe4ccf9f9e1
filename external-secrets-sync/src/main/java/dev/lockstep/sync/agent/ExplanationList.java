package dev.lockstep.sync.agent;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Holds which ExternalSecrets are not in step: what `why --json` prints without a name.
///
/// @param namespace that was looked at; empty for all
/// @param total how many ExternalSecrets there are
/// @param outOfStep by name
record ExplanationList(String namespace, int total, List<SyncExplanation> outOfStep) {
    ExplanationList {
        outOfStep = List.copyOf(outOfStep);
    }

    /// Collects standings and keeps those that are not in step.
    static final class Builder {
        private final String namespace;
        private final List<SyncExplanation> outOfStep = new ArrayList<>();
        private int total;

        Builder(String namespace) {
            this.namespace = namespace;
        }

        String namespace() {
            return namespace;
        }

        void add(SyncExplanation explanation) {
            total++;
            if (!explanation.inStep()) {
                outOfStep.add(explanation);
            }
        }

        ExplanationList build() {
            outOfStep.sort(Comparator.comparing(SyncExplanation::resource));
            return new ExplanationList(namespace, total, outOfStep);
        }
    }
}
