package dev.lockstep.testkit;

import dev.lockstep.secret.Randomness;
import java.util.Random;

/// Randomness that repeats: from a seed, or given bytes over and over.
public final class FixedRandomness implements Randomness {
    private final Randomness source;

    private FixedRandomness(Randomness source) {
        this.source = source;
    }

    public static FixedRandomness seeded(long seed) {
        var random = new Random(seed);
        return new FixedRandomness(random::nextBytes);
    }

    /// Fills every array with these bytes, from the first on; an array must not be longer.
    public static FixedRandomness of(byte[] bytes) {
        return new FixedRandomness(array -> System.arraycopy(bytes, 0, array, 0, array.length));
    }

    @Override
    public void fill(byte[] bytes) {
        source.fill(bytes);
    }
}
