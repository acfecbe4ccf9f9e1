package dev.lockstep.sync.engine;

import dev.lockstep.problem.Problem;

/// What became of one Secret, or of one file that gave none, in a pass. Holds no value.
///
/// @param subject the Secret's `NAMESPACE/NAME`, or the file's path if no Secret is known
/// @param origin the file it came from
public record Outcome(String subject, String origin, Result result) {
    /// The closed list of ends.
    public sealed interface Result {
        record Written(String version) implements Result {}

        record Unchanged(String version) implements Result {}

        record Removed() implements Result {}

        /// What was there before is still there.
        record Refused(Problem problem) implements Result {}
    }

    public boolean refused() {
        return result instanceof Result.Refused;
    }
}
