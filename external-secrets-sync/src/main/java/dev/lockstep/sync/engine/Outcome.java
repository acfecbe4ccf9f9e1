package dev.lockstep.sync.engine;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Holds the result of a reconcile for one spec, or for one file that gave none; never a value.
///
/// @param subject the `NAMESPACE/NAME` of whose spec it is, or the file's path if nobody is known
/// @param origin the file it came from, empty for a resource of the cluster
/// @param why what made the reconcile due; null if nothing did, or if it was no reconcile over a spec
/// @param startedAt when the reconcile began; [Instant#MIN] if it was no reconcile over a spec
/// @param next when what was in the way lets the next reconcile make sense: an answer of [Due.Later] or
/// [Fetched.Failed];
/// [Instant#MIN] if nothing is known of it
public record Outcome(
        String subject, String origin, Result result, Due.@Nullable Why why, Instant startedAt, Instant next) {
    /// Of a file or a Secret that no spec stands behind.
    public static Outcome without(String subject, String origin, Result result) {
        return new Outcome(subject, origin, result, null, Instant.MIN, Instant.MAX);
    }

    /// The closed list of ends.
    public sealed interface Result {
        /// @param created whether there was no Secret before
        /// @param missing the entries whose secret the store says is gone
        /// @param adoption what was taken over with a Secret that was another's; null if nothing was
        record Written(
                boolean created,
                List<KeyOrigin> origins,
                List<String> missing,
                ObjectVersion objectVersion,
                @Nullable Adoption adoption)
                implements Result {
            public Written {
                origins = List.copyOf(origins);
                missing = List.copyOf(missing);
            }
        }

        record Unchanged(List<KeyOrigin> origins, List<String> missing, ObjectVersion objectVersion) implements Result {
            public Unchanged {
                origins = List.copyOf(origins);
                missing = List.copyOf(missing);
            }
        }

        /// Nothing was due.
        record Waiting() implements Result {}

        /// The store has nothing (any more); what was there stays, by policy.
        record Retained() implements Result {}

        /// @param missing the entries whose secret the store says is gone
        record Removed(List<String> missing) implements Result {
            public Removed {
                missing = List.copyOf(missing);
            }
        }

        /// All the store had is gone, and so is the target, already before.
        record Gone() implements Result {}

        /// Fetched, and by policy not written.
        record NotWritten(List<KeyOrigin> origins) implements Result {
            public NotWritten {
                origins = List.copyOf(origins);
            }
        }

        /// What was there before is still there.
        record Refused(SyncError error) implements Result {}
    }

    /// The same with another end.
    public Outcome with(Result other) {
        return new Outcome(subject, origin, other, why, startedAt, next);
    }

    public boolean refused() {
        return result instanceof Result.Refused;
    }
}
