package dev.lockstep.sync.engine;

import java.time.Instant;
import java.util.List;

/// What became of one wish, or of one file that gave none, in a pass. Holds no value.
///
/// @param subject the `NAMESPACE/NAME` of who wished, or the file's path if nobody is known
/// @param origin the file it came from, empty for a resource of the cluster
/// @param next when the next pass is due; [Instant#MAX] if only a change brings one
public record Outcome(String subject, String origin, Result result, Instant next) {
    /// The closed list of ends.
    public sealed interface Result {
        /// @param created whether there was no Secret before
        /// @param missing the entries whose secret the store says is gone
        record Written(boolean created, List<KeyOrigin> origins, List<String> missing, Mark mark) implements Result {
            public Written {
                origins = List.copyOf(origins);
                missing = List.copyOf(missing);
            }
        }

        record Unchanged(List<KeyOrigin> origins, List<String> missing, Mark mark) implements Result {
            public Unchanged {
                origins = List.copyOf(origins);
                missing = List.copyOf(missing);
            }
        }

        /// Nothing was due.
        record Waiting() implements Result {}

        /// The store has nothing (any more); what was there stays, by policy.
        record Retained() implements Result {}

        record Removed() implements Result {}

        /// Fetched, and by policy not written.
        record NotWritten(List<KeyOrigin> origins) implements Result {
            public NotWritten {
                origins = List.copyOf(origins);
            }
        }

        /// What was there before is still there.
        record Refused(Fault fault) implements Result {}
    }

    public boolean refused() {
        return result instanceof Result.Refused;
    }
}
