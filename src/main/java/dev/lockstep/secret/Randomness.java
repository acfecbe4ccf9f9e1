package dev.lockstep.secret;

/// Provides keys, IVs and polynomial coefficients; a seeded one in tests.
public interface Randomness {
    /// Fills the whole array.
    void fill(byte[] bytes);

    /// The operating system's, by way of the JDK; nothing of it is loaded before the first use.
    static Randomness system() {
        return bytes -> SystemRandom.INSTANCE.nextBytes(bytes);
    }
}
