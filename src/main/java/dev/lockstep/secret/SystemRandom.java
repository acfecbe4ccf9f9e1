package dev.lockstep.secret;

import java.security.SecureRandom;

/// Holds the JDK's generator apart, so that a run that needs no randomness does not load the security providers.
final class SystemRandom {
    static final SecureRandom INSTANCE = new SecureRandom();

    private SystemRandom() {}
}
