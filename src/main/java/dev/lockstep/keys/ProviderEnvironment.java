package dev.lockstep.keys;

import dev.lockstep.secret.Randomness;
import java.nio.file.Path;
import java.util.Map;

/// Holds what a key provider may use of the machine it runs on; given at the edge, so that tests can give another.
///
/// @param variables the process environment, or a part of it
/// @param home the user's home directory
public record ProviderEnvironment(
        Map<String, String> variables, Path home, Passphrases passphrases, Randomness random) {
    /// An environment variable; empty when unset.
    public String variable(String name) {
        return variables.getOrDefault(name, "");
    }

    @Override
    public String toString() {
        return "Host[redacted]";
    }
}
