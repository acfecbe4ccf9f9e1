package dev.lockstep.keys;

import dev.lockstep.problem.Problem;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Summarizes why each key failed: one line for each key, then one for each source of keys. The number of keys is
/// bounded, since files come from strangers and may name any number of them; no reason is cut.
final class FailureSummary {
    private static final int MOST_KEYS = 16;
    private static final int MOST_SOURCES = 64;
    private static final int LONGEST_NAME = 100;

    private final List<String> keyLines = new ArrayList<>();
    private final Set<String> sources = new LinkedHashSet<>();
    private int keys;

    void add(String group, MasterKey key, String reason) {
        if (keys++ < MOST_KEYS) {
            keyLines.add(group + name(key) + ": " + reason);
        }
    }

    void addSources(List<String> lines) {
        for (var line : lines) {
            if (sources.size() < MOST_SOURCES) {
                sources.add(line);
            }
        }
    }

    /// The lines, not escaped.
    List<String> lines() {
        var lines = new ArrayList<>(keyLines);
        if (keys > MOST_KEYS) {
            lines.add("and " + (keys - MOST_KEYS) + " more keys");
        }
        lines.addAll(sources);
        return lines;
    }

    /// What a person may have put in the place of a recipient by mistake is not shown.
    private static String name(MasterKey key) {
        var text = MasterKeys.text(key);
        var start = text.substring(0, Math.min(text.length(), 20)).toUpperCase(Locale.ROOT);
        boolean secret =
                start.contains("AGE-SECRET-KEY") || start.contains("AGE-PLUGIN-") || start.contains("-----BEGIN");
        return secret ? "(a private key)" : shortened(text);
    }

    /// Post-quantum recipients have 2,000 characters.
    private static String shortened(String text) {
        var shown = Problem.escaped(text);
        return shown.length() <= LONGEST_NAME ? shown : shown.substring(0, LONGEST_NAME - 1) + "…";
    }
}
