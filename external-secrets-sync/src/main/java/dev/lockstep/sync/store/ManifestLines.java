package dev.lockstep.sync.store;

import dev.lockstep.document.Node.Entry;
import dev.lockstep.document.Node.Mapping;
import dev.lockstep.document.Span;
import dev.lockstep.problem.Problem;
import java.util.HashMap;
import java.util.Map;

/// Knows on which line of a file the fields of a manifest stand.
///
/// @param manifest a document of the file, or what became of it when it was opened
record ManifestLines(Mapping manifest, Source source) {
    ManifestLines(Mapping manifest, byte[] source) {
        this(manifest, new Source(source));
    }

    /// The bytes of a file. What is asked in the order of the file is counted once.
    static final class Source {
        private final byte[] bytes;
        private int counted;
        private int line = 1;

        Source(byte[] bytes) {
            this.bytes = bytes;
        }

        private int line(Span span) {
            int end = Math.min(span.start(), bytes.length);
            if (end < counted) {
                counted = 0;
                line = 1;
            }
            for (; counted < end; counted++) {
                line += bytes[counted] == '\n' ? 1 : 0;
            }
            return line;
        }
    }

    /// The same problem with line and object before its place, so that the file's name can be put before them.
    Problem locate(Problem problem) {
        var name = SecretManifest.of(manifest).title();
        var inside = name.isEmpty() ? problem : problem.in(name);
        return new Problem(
                problem.kind(),
                problem.what(),
                ":" + line(problem.where()) + (inside.where().isEmpty() ? "" : ": " + inside.where()),
                problem.next());
    }

    /// The lines of the manifest, which has the empty name, and of its fields; not of what is inside those.
    Map<String, Integer> lines() {
        Map<String, Integer> lines = new HashMap<>();
        lines.put("", line(""));
        for (var member : manifest.members()) {
            if (member instanceof Entry entry && !entry.keySpan().isNone()) {
                lines.put(entry.key(), source.line(entry.keySpan()));
            }
        }
        return lines;
    }

    /// The line of a field, `metadata.labels.app`, or of as much of the way there as is known.
    int line(String field) {
        var place = place(manifest, field, first());
        return source.line(place);
    }

    private Span first() {
        for (var member : manifest.members()) {
            if (member instanceof Entry entry && !entry.keySpan().isNone()) {
                return entry.keySpan();
            }
        }
        return new Span(0, 0);
    }

    private static Span place(Mapping mapping, String field, Span otherwise) {
        for (var member : mapping.members()) {
            if (member instanceof Entry entry
                    && !entry.keySpan().isNone()
                    && (field + ".").startsWith(entry.key() + ".")) {
                var rest = field.substring(Math.min(field.length(), entry.key().length() + 1));
                return entry.value().resolved() instanceof Mapping inner && !rest.isEmpty()
                        ? place(inner, rest, entry.keySpan())
                        : entry.keySpan();
            }
        }
        return otherwise;
    }
}
