package dev.lockstep.sync.proof;

import java.time.Instant;
import java.util.Map;

/// One state of a Secret, as the API server told it.
///
/// @param secret `NAMESPACE/NAME`
/// @param deleted whether the Secret went; `data` is what it held last then
/// @param data decoded; not printed by tests, as it holds canaries
record Seen(Instant at, String secret, String uid, String version, boolean deleted, Map<String, String> data) {
    Seen {
        data = Map.copyOf(data);
    }

    @Override
    public String toString() {
        return secret + " at " + at + " (version " + version + (deleted ? ", deleted" : ", keys " + data.keySet())
                + ")";
    }
}
