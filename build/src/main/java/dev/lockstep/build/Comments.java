package dev.lockstep.build;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Breaks Markdown comment lines that are too long between words, the rest going to the front of the paragraph's next
/// line.
final class Comments {
    private static final int COLUMNS = 120;
    private static final Pattern LINE = Pattern.compile("(\\s*///? )(\\s*)(\\S.*)");
    private static final Pattern LIST_MARKER = Pattern.compile("([-*]|\\d+\\.) ");
    private static final Pattern NEW_BLOCK = Pattern.compile("[-*|#@>`].*|\\d+\\. .*");

    private Comments() {}

    static String fill(String source) {
        var lines = new ArrayList<>(List.of(source.split("\n", -1)));
        var fenced = false;
        for (var at = 0; at < lines.size(); at++) {
            var line = LINE.matcher(lines.get(at));
            if (!line.matches()) continue;
            if (line.group(3).startsWith("```")) fenced = !fenced;
            if (!fenced && lines.get(at).length() > COLUMNS) fill(lines, at, line);
        }
        return String.join("\n", lines);
    }

    private static void fill(List<String> lines, int at, Matcher line) {
        var whole = lines.get(at);
        var cut = whole.lastIndexOf(' ', COLUMNS);
        if (cut <= line.start(3) || line.group(3).startsWith("|")) return;
        lines.set(at, whole.substring(0, cut).stripTrailing());
        var marker = LIST_MARKER.matcher(line.group(3));
        var start = line.group(1) + line.group(2) + (marker.lookingAt() ? " ".repeat(marker.end()) : "");
        var rest = start + whole.substring(cut + 1);
        var next = at + 1 < lines.size() ? LINE.matcher(lines.get(at + 1)) : LINE.matcher("");
        if (next.matches() && start.equals(next.group(1) + next.group(2)) && continues(next.group(3))) {
            lines.set(at + 1, rest + " " + next.group(3));
        } else {
            lines.add(at + 1, rest);
        }
    }

    private static boolean continues(String text) {
        return !NEW_BLOCK.matcher(text).matches() || text.matches("`[^`].*");
    }
}
