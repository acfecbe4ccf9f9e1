package dev.lockstep.keys;

import dev.lockstep.problem.Problem;
import java.util.Locale;

/// Why each key did not do, on one line of bounded length: files come from strangers and may name any number of keys.
final class Reasons {
    private static final int MOST_KEYS = 16;
    private static final int LONGEST_NAME = 100;
    private static final int LONGEST_REASON = 300;

    private final StringBuilder line = new StringBuilder();
    private int keys;

    void add(String group, MasterKey key, String reason) {
        if (keys++ < MOST_KEYS) {
            line.append(line.isEmpty() ? "" : "; ")
                    .append(group)
                    .append(name(key))
                    .append(": ")
                    .append(shortened(reason, LONGEST_REASON));
        }
    }

    String line() {
        return keys <= MOST_KEYS ? line.toString() : line + "; and " + (keys - MOST_KEYS) + " more";
    }

    /// What a person may have put in the place of a recipient by mistake is not shown.
    private static String name(MasterKey key) {
        var text = MasterKeys.text(key);
        var start = text.substring(0, Math.min(text.length(), 20)).toUpperCase(Locale.ROOT);
        boolean secret =
                start.contains("AGE-SECRET-KEY") || start.contains("AGE-PLUGIN-") || start.contains("-----BEGIN");
        return secret ? "(a private key)" : shortened(text, LONGEST_NAME);
    }

    private static String shortened(String text, int longest) {
        var shown = Problem.escaped(text);
        return shown.length() <= longest ? shown : shown.substring(0, longest - 1) + "…";
    }
}
