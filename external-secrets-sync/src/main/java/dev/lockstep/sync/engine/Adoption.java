package dev.lockstep.sync.engine;

import java.util.List;
import java.util.stream.Collectors;

/// Tells what an ExternalSecret took over with a Secret that it had not written before. Holds names, never values.
///
/// @param secret that was taken over
/// @param from the field managers that had written the Secret
/// @param taken its keys that were overwritten
/// @param gone its keys that were taken away
public record Adoption(SecretName secret, List<String> from, List<String> taken, List<String> gone) {
    /// So that an event can hold it, whatever names others chose.
    private static final int MOST_NAMES = 20;

    private static final int LONGEST_NAME = 64;

    public Adoption {
        from = List.copyOf(from);
        taken = List.copyOf(taken);
        gone = List.copyOf(gone);
    }

    /// For people: `took over Secret shop/db from helm; keys overwritten: password; keys gone: user`.
    public String line() {
        return "took over Secret " + secret + " from " + list(from) + keys("overwritten", taken) + keys("gone", gone);
    }

    private static String keys(String what, List<String> keys) {
        return "; keys " + what + ": " + (keys.isEmpty() ? "none" : list(keys));
    }

    /// The first names, and how many more there are.
    static String list(List<String> names) {
        var first = names.stream()
                .limit(MOST_NAMES)
                .map(name -> name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME) + "…")
                .collect(Collectors.joining(", "));
        return names.size() <= MOST_NAMES ? first : first + " and " + (names.size() - MOST_NAMES) + " more";
    }
}
