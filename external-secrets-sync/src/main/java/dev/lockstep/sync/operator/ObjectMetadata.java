package dev.lockstep.sync.operator;

import java.util.Map;

/// Holds what is known of an object besides its content.
sealed interface ObjectMetadata {
    record Absent() implements ObjectMetadata {}

    /// @param version the API server's name of this state
    record There(String uid, String version, Map<String, String> labels) implements ObjectMetadata {
        public There {
            labels = Map.copyOf(labels);
        }

        /// Whether this is surely an earlier state of the same object. The API server's versions are numbers that grow
        /// (since Kubernetes 1.35 by contract); where they are not, nothing is sure.
        boolean before(There other) {
            return uid.equals(other.uid) && number(version) < number(other.version);
        }

        private static long number(String version) {
            try {
                return Long.parseLong(version);
            } catch (NumberFormatException _) {
                return 0;
            }
        }
    }

    /// The API server does not tell: it may not be looked at, or there is no answer now.
    record Unknown() implements ObjectMetadata {}
}
