package dev.lockstep.format;

import dev.lockstep.document.Node;
import dev.lockstep.document.Node.Entry;
import dev.lockstep.document.Node.Mapping;
import dev.lockstep.document.Node.Scalar;
import dev.lockstep.document.Node.Sequence;
import dev.lockstep.document.Span;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.BiConsumer;

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

    /// A member that is to be written.
    ///
    /// @param value what its length is guessed by
    record Addition(Node value, BiConsumer<JsonWriter, ByteSink> text) {
        static Addition of(Entry entry) {
            return new Addition(entry.value(), (writer, _) -> writer.writeEntry(entry, 0));
        }

        static Addition of(Node item) {
            return new Addition(item, (writer, _) -> writer.write(item, 0));
        }

        /// An entry with its text.
        static Addition of(Entry entry, byte[] text, int start, int end) {
            return new Addition(entry.value(), (_, out) -> out.put(text, start, end));
        }
    }

    /// Where the members of one map or list stand.
    ///
    /// @param colon what stands between a key and its value there
    record Siblings(Span container, List<Span> places, String colon) {
        static Siblings of(Mapping mapping, byte[] source) {
            var entries = entries(mapping);
            var colon = entries.isEmpty() ? ": " : colon(entries.getLast(), source);
            return new Siblings(
                    mapping.span(),
                    entries.stream()
                            .map(entry -> new Span(
                                    entry.keySpan().start(),
                                    entry.value().span().end()))
                            .toList(),
                    colon);
        }

        private static String colon(Entry entry, byte[] source) {
            var text = ascii(source, entry.keySpan().end(), entry.value().span().start());
            return text.indexOf('\n') < 0 ? text : ": ";
        }

        static Siblings of(Sequence sequence) {
            return new Siblings(
                    sequence.span(), sequence.items().stream().map(Node::span).toList(), ": ");
        }

        int count() {
            return places.size();
        }

        /// Behind the bracket.
        int open() {
            return container.start() + 1;
        }

        int start(int member) {
            return places.get(member).start();
        }

        int end(int member) {
            return places.get(member).end();
        }
    }

    /// New members behind the one with the index `last`; -1 if there is none at all.
    byte[] behind(Siblings siblings, int last, List<Addition> added) {
        int leadStart = last > 0 ? siblings.end(last - 1) : siblings.open();
        int leadEnd = last >= 0 ? siblings.start(last) : siblings.container().end() - 1;
        var layout = layoutBehind(leadStart, leadEnd, last, siblings.colon());
        try (var out = new ByteSink(expectedLength(added))) {
            var writer = new JsonWriter(layout, out);
            for (int i = 0; i < added.size(); i++) {
                separate(last + i, layout, out);
                added.get(i).text().accept(writer, out);
            }
            return out.finish();
        }
    }

    /// New members where the first one stood.
    ///
    /// @param followed whether an old member comes behind them
    byte[] inFront(Siblings siblings, List<Addition> added, boolean followed) {
        var layout = layoutBehind(siblings.open(), siblings.start(0), 0, siblings.colon());
        try (var out = new ByteSink(expectedLength(added))) {
            var writer = new JsonWriter(layout, out);
            for (int i = 0; i < added.size(); i++) {
                if (i > 0) {
                    separate(0, layout, out);
                }
                added.get(i).text().accept(writer, out);
            }
            if (followed && !added.isEmpty()) {
                separate(0, layout, out);
            }
            return out.finish();
        }
    }

    private static long expectedLength(List<Addition> added) {
        return JsonWriter.expectedLength(added.stream().map(Addition::value).toList());
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
        return ascii(source, start, end);
    }

    private static String ascii(byte[] source, int start, int end) {
        return new String(source, start, end - start, StandardCharsets.US_ASCII);
    }

    private static String afterLastBreak(String lead) {
        // The comma may stand on the new line.
        return lead.substring(lead.lastIndexOf('\n') + 1).replace(",", "");
    }
}
