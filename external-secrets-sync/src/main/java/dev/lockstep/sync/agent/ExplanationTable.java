package dev.lockstep.sync.agent;

import dev.lockstep.problem.Problem;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Writes [ExplanationList] for a person: a table with one line each, or one sentence if all is well.
final class ExplanationTable {
    private static final String GAP = "   ";

    /// Characters of a message; all of it is in the standing of the resource.
    private static final int LONGEST_MESSAGE = 100;

    private ExplanationTable() {}

    static List<String> lines(ExplanationList list, Instant now) {
        if (list.outOfStep().isEmpty()) {
            return List.of(allWell(list));
        }
        var rows = new ArrayList<List<String>>();
        rows.add(List.of("NAMESPACE/NAME", "REASON", "SINCE", "MESSAGE"));
        list.outOfStep().forEach(explanation -> rows.add(row(explanation, now)));
        return aligned(rows);
    }

    private static String allWell(ExplanationList list) {
        boolean all = list.namespace().isEmpty();
        var where = all ? "all namespaces" : "namespace " + list.namespace();
        return switch (list.total()) {
            case 0 -> "no ExternalSecrets in " + (all ? "any namespace" : where);
            case 1 -> "the one ExternalSecret in " + where + " is in step";
            default -> "all " + list.total() + " ExternalSecrets in " + where + " are in step";
        };
    }

    private static List<String> row(SyncExplanation explanation, Instant now) {
        return List.of(
                explanation.resource(),
                explanation.shortReason(),
                Ages.ago(explanation.since(), now),
                clipped(Problem.escaped(explanation.summary())));
    }

    private static String clipped(String text) {
        if (text.codePointCount(0, text.length()) <= LONGEST_MESSAGE) {
            return text;
        }
        return text.substring(0, text.offsetByCodePoints(0, LONGEST_MESSAGE - 1)) + "…";
    }

    private static List<String> aligned(List<List<String>> rows) {
        int last = rows.getFirst().size() - 1;
        int[] widths = new int[last];
        for (var row : rows) {
            for (int i = 0; i < last; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        return rows.stream()
                .map(row -> {
                    var line = new StringBuilder();
                    for (int i = 0; i < last; i++) {
                        line.append(row.get(i))
                                .repeat(' ', widths[i] - row.get(i).length())
                                .append(GAP);
                    }
                    return line.append(row.get(last)).toString();
                })
                .toList();
    }
}
