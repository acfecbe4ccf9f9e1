package dev.lockstep.testkit;

import dev.lockstep.keys.ProviderEnvironment;
import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;
import dev.lockstep.secret.Randomness;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;

/// A machine without environment and without anybody to ask, whose randomness repeats.
public final class TestHost {
    private TestHost() {}

    public static ProviderEnvironment bare() {
        return new ProviderEnvironment(
                Map.of(),
                Path.of("/nonexistent"),
                prompt -> {
                    throw new LockstepException(Kind.NO_KEY_OPENED_FILE, "nobody to ask for the " + prompt, "", "");
                },
                seeded(1));
    }

    public static Randomness seeded(long seed) {
        return new Random(seed)::nextBytes;
    }
}
