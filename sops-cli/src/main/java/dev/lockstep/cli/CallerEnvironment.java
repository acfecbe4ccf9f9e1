package dev.lockstep.cli;

import java.util.HashMap;
import java.util.Map;

/// Restores the environment as the caller gave it. The launcher of the image changes variables that the JVM reads, and
/// holds theirs in `LOCKSTEP_HELD_NAME`: `=value`, or empty if there was none.
final class CallerEnvironment {
    private static final String HELD = "LOCKSTEP_HELD_";

    private CallerEnvironment() {}

    static Map<String, String> of(Map<String, String> process) {
        var environment = new HashMap<String, String>(process);
        for (var variable : process.entrySet()) {
            if (!variable.getKey().startsWith(HELD)) continue;
            environment.remove(variable.getKey());
            String name = variable.getKey().substring(HELD.length());
            if (variable.getValue().startsWith("=")) {
                environment.put(name, variable.getValue().substring(1));
            } else {
                environment.remove(name);
            }
        }
        return Map.copyOf(environment);
    }
}
