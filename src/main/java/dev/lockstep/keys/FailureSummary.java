package dev.lockstep.keys;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Collects why each key failed: one line for each key, then one for each place where a key was looked for. Nothing is
/// cut and nothing left out; how many keys a file may name is bounded where it is read.
final class FailureSummary {
    /// More than any recipient of any service has: that of a post-quantum key has 2,000 characters, an RSA key of
    /// 16,384 bits 2,800.
    private static final int LONGEST_NAME = 8192;

    private final List<String> keys = new ArrayList<>();
    private final Set<String> sources = new LinkedHashSet<>();

    void add(String group, MasterKey key, String reason) {
        keys.add(group + key.provider() + " " + name(key) + ": " + reason);
    }

    void addSources(List<String> lines) {
        sources.addAll(lines);
    }

    /// The lines, not escaped.
    List<String> lines() {
        var lines = new ArrayList<>(keys);
        lines.addAll(sources);
        return lines;
    }

    /// What a person may have put in the place of a recipient by mistake is not shown.
    private static String name(MasterKey key) {
        var text = MasterKeys.text(key);
        var start = text.substring(0, Math.min(text.length(), 20)).toUpperCase(Locale.ROOT);
        boolean secret =
                start.contains("AGE-SECRET-KEY") || start.contains("AGE-PLUGIN-") || start.contains("-----BEGIN");
        return secret
                ? "(a private key)"
                : text.length() > LONGEST_NAME ? "(no key: a text of " + text.length() + " characters)" : text;
    }
}
