package dev.lockstep.keys;

import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;
import dev.lockstep.secret.DataKey;
import dev.lockstep.secret.Randomness;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The data key as shares of several key groups: the key's bytes as points of polynomials, then one byte with the
/// share's number.
final class Shares {
    /// Length of a share, in bytes.
    static final int LENGTH = DataKey.LENGTH + 1;

    private Shares() {}

    static List<DataKey> split(DataKey dataKey, int parts, int threshold, Randomness random) {
        throw notServed();
    }

    /// The key from all shares that are there.
    static DataKey combine(@Nullable DataKey[] shares) {
        throw notServed();
    }

    static int number(DataKey share) {
        return share.lend(bytes -> bytes[bytes.length - 1] & 0xff);
    }

    private static LockstepException notServed() {
        return new LockstepException(
                Kind.CONFIG_INVALID, "several key groups are not served yet", "", "put all keys into one group");
    }
}
