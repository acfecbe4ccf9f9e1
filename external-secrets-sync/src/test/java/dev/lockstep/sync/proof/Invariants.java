package dev.lockstep.sync.proof;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/// What must hold for everything anybody could observe, whatever failed. Each check gives the violations as sentences,
/// without values; an empty list is the proof.
final class Invariants {
    private Invariants() {}

    /// No Secret that once held something is deleted, emptied or shrunk by an error.
    ///
    /// @param deleted Secrets (`NAMESPACE/NAME`) whose end somebody asked for
    static List<String> nothingLost(List<Seen> history, Set<String> deleted) {
        var violations = new ArrayList<String>();
        var last = new HashMap<String, Seen>();
        for (var seen : history) {
            if (deleted.contains(seen.secret())) continue;
            var before = last.put(seen.secret(), seen);
            if (seen.deleted()) {
                violations.add("deleted: " + seen);
            } else if (seen.data().isEmpty() && before != null && !before.data().isEmpty()) {
                violations.add("emptied: " + seen);
            } else if (before != null
                    && !seen.data().keySet().containsAll(before.data().keySet())) {
                violations.add("shrunk: " + seen + " after " + before);
            }
        }
        return violations;
    }

    /// Every state is one whole version of its source, never a mixture or a part.
    static List<String> wholeVersions(List<Seen> history) {
        var violations = new ArrayList<String>();
        for (var seen : history) {
            if (seen.deleted() || seen.data().isEmpty()) continue;
            try {
                var stamps = stamps(seen);
                if (stamps.size() > 1) violations.add("mixture of " + stamps + ": " + seen);
                else if (stamps.iterator().next().keys() != seen.data().size()) violations.add("part: " + seen);
            } catch (IllegalArgumentException e) {
                violations.add(e.getMessage() + ": " + seen);
            }
        }
        return violations;
    }

    /// No older version of a source replaces a newer one.
    static List<String> neverBackwards(List<Seen> history) {
        var violations = new ArrayList<String>();
        Map<String, Integer> newest = new HashMap<>();
        for (var seen : history) {
            if (seen.deleted() || seen.data().isEmpty()) continue;
            int version = stamps(seen).stream().mapToInt(Stamp::version).min().orElseThrow();
            int before = newest.getOrDefault(seen.secret(), 0);
            if (version < before) violations.add("version " + version + " after " + before + ": " + seen);
            newest.put(seen.secret(), Math.max(before, version));
        }
        return violations;
    }

    /// No Secret is written while nothing changes.
    static List<String> quiet(List<Seen> history, Instant from, Instant to) {
        return history.stream()
                .filter(seen -> seen.at().isAfter(from) && seen.at().isBefore(to))
                .map(seen -> "written without a change: " + seen)
                .toList();
    }

    /// Once another process has written, the one before never writes again.
    static List<String> oneWriterAtATime(List<Write> writes) {
        var violations = new ArrayList<String>();
        var over = new HashSet<String>();
        var last = "";
        for (var write : writes) {
            if (!write.done()) continue;
            if (!write.who().equals(last)) over.add(last);
            if (over.contains(write.who())) violations.add("two writers: " + write);
            last = write.who();
        }
        return violations;
    }

    /// No text that people or machines read holds a canary, plain or in base64.
    ///
    /// @param texts by where they were found
    static List<String> nothingTold(Map<String, List<String>> texts) {
        var violations = new ArrayList<String>();
        var forms = canaryForms();
        texts.forEach((where, lines) -> {
            long count = lines.stream()
                    .filter(line -> forms.stream().anyMatch(line::contains))
                    .count();
            if (count > 0) violations.add(count + " texts of " + where + " hold a secret");
        });
        return violations;
    }

    private static Set<Stamp> stamps(Seen seen) {
        var stamps = new HashSet<Stamp>();
        seen.data().forEach((key, value) -> stamps.add(Stamp.of(key, value)));
        return stamps;
    }

    /// The canary as text and as it looks inside a longer text in base64, at each of the three alignments.
    private static Set<String> canaryForms() {
        var forms = new TreeSet<>(Set.of(Stamp.CANARY));
        Stream.of("", "x", "xx").forEach(before -> {
            var encoded = Base64.getEncoder()
                    .withoutPadding()
                    .encodeToString((before + Stamp.CANARY).getBytes(StandardCharsets.US_ASCII));
            forms.add(encoded.substring(4, encoded.length() - 4));
        });
        return forms;
    }
}
