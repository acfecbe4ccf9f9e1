package dev.lockstep.format;

import dev.lockstep.document.Node;
import dev.lockstep.document.Node.Entry;
import dev.lockstep.document.Node.Mapping;
import dev.lockstep.document.Node.Scalar;
import dev.lockstep.document.Node.Sequence;
import dev.lockstep.document.Span;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// The white space of one JSON file, learnt from what stands around the place where something new goes.
final class JsonStyle {
    private final byte[] source;
    /// What each level adds: the white space before the first top-level key.
    private final String step;

    JsonStyle(byte[] source, Mapping root) {
        this.source = source;
        var entries = entries(root);
        var lead = entries.isEmpty()
                ? ""
                : text(root.span().start() + 1, entries.getFirst().keySpan().start());
        step = lead.indexOf('\n') < 0 ? "\t" : afterLastBreak(lead);
    }

    static List<Entry> entries(Mapping mapping) {
        return mapping.members().stream()
                .filter(Entry.class::isInstance)
                .map(Entry.class::cast)
                .toList();
    }

    /// A value for the place of another.
    byte[] textOf(Node value, Span place) {
        if (value instanceof Scalar) {
            return scalarText(value);
        }
        int lineStart = place.start();
        while (lineStart > 0 && source[lineStart - 1] != '\n') {
            lineStart--;
        }
        int indentEnd = lineStart;
        while (source[indentEnd] == ' ' || source[indentEnd] == '\t') {
            indentEnd++;
        }
        boolean lines = lineStart > 0;
        var newline = lines ? (lineStart > 1 && source[lineStart - 2] == '\r' ? "\r\n" : "\n") : "";
        return print(value, layout(newline + (lines ? text(lineStart, indentEnd) : ""), ": ", " "));
    }

    /// New entries for the end of a map.
    ///
    /// @param last the index of the entry they follow, or -1
    byte[] added(Mapping mapping, int last, List<Entry> added) {
        var old = entries(mapping);
        int leadStart = last > 0
                ? old.get(last - 1).value().span().end()
                : mapping.span().start() + 1;
        int leadEnd =
                last >= 0 ? old.get(last).keySpan().start() : mapping.span().end() - 1;
        var colon = last < 0
                ? ": "
                : text(
                        old.get(last).keySpan().end(),
                        old.get(last).value().span().start());
        var layout = layoutBehind(leadStart, leadEnd, last, colon.indexOf('\n') < 0 ? colon : ": ");
        try (var out = new ByteSink(
                JsonWriter.expectedLength(added.stream().map(Entry::value).toList()))) {
            var writer = new JsonWriter(layout, out);
            for (int i = 0; i < added.size(); i++) {
                separate(last + i, layout, out);
                writer.writeEntry(added.get(i), 0);
            }
            return out.finish();
        }
    }

    /// New items for the end of a list.
    byte[] added(Sequence sequence, int last, List<? extends Node> added) {
        var old = sequence.items();
        int leadStart =
                last > 0 ? old.get(last - 1).span().end() : sequence.span().start() + 1;
        int leadEnd = last >= 0 ? old.get(last).span().start() : sequence.span().end() - 1;
        var layout = layoutBehind(leadStart, leadEnd, last, ": ");
        try (var out = new ByteSink(JsonWriter.expectedLength(added))) {
            var writer = new JsonWriter(layout, out);
            for (int i = 0; i < added.size(); i++) {
                separate(last + i, layout, out);
                writer.write(added.get(i), 0);
            }
            return out.finish();
        }
    }

    private static void separate(int previous, JsonWriter.Layout layout, ByteSink out) {
        if (previous >= 0) {
            out.put(',');
        }
        if (!layout.newline().isEmpty()) {
            out.put(layout.newline());
        } else if (previous >= 0) {
            out.put(layout.gap());
        }
    }

    /// The layout of what follows a member that has this white space (and the comma before it) in front.
    private JsonWriter.Layout layoutBehind(int leadStart, int leadEnd, int last, String colon) {
        var lead = text(leadStart, leadEnd);
        int lineBreak = lead.lastIndexOf('\n');
        if (lineBreak < 0) {
            int comma = lead.indexOf(',');
            var gap = comma >= 0 ? lead.substring(comma + 1) : colon.endsWith(" ") ? " " : "";
            return layout("", colon, gap);
        }
        var newline = lineBreak > 0 && lead.charAt(lineBreak - 1) == '\r' ? "\r\n" : "\n";
        // In a map or list without members the break stands before the closing bracket, one level further out.
        return layout(newline + afterLastBreak(lead) + (last < 0 ? step : ""), colon, "");
    }

    private JsonWriter.Layout layout(String newline, String colon, String gap) {
        return new JsonWriter.Layout(newline, step, colon, gap, JsonText.Escapes.FEW);
    }

    /// The text of a single value, which depends on no white space.
    static byte[] scalarText(Node value) {
        return print(value, new JsonWriter.Layout("", "", ": ", "", JsonText.Escapes.FEW));
    }

    private static byte[] print(Node value, JsonWriter.Layout layout) {
        try (var out = new ByteSink(JsonWriter.expectedLength(List.of(value)))) {
            new JsonWriter(layout, out).write(value, 0);
            return out.finish();
        }
    }

    /// Only for white space, commas and colons, never for values.
    private String text(int start, int end) {
        return new String(source, start, end - start, StandardCharsets.US_ASCII);
    }

    private static String afterLastBreak(String lead) {
        // The comma may stand on the new line.
        return lead.substring(lead.lastIndexOf('\n') + 1).replace(",", "");
    }
}
