package dev.lockstep.sync.engine;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What is remembered of a resource from pass to pass, in its status.
///
/// @param refreshedAt when the last pass began that ended well; null if none did
/// @param version the wish's version at that pass
/// @param target the state in which the target was left
/// @param bound the name of the target Secret, empty if none was written
/// @param staleSince since when the target may hold less than the newest; null if it does not
/// @param failures passes that failed since the last good one
public record LastSync(
        @Nullable Instant refreshedAt,
        String version,
        Mark target,
        String bound,
        @Nullable Instant staleSince,
        int failures) {
    public static final LastSync NEVER = new LastSync(null, "", Mark.NONE, "", null, 0);
}
