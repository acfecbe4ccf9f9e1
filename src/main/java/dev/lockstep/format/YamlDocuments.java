package dev.lockstep.format;

import dev.lockstep.document.Node.Mapping;
import dev.lockstep.document.Span;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Adds documents to a YAML stream and takes them out, from one `---` to the next.
final class YamlDocuments {
    private static final byte[] BORDER = "---".getBytes(StandardCharsets.US_ASCII);

    private final YamlLines lines;
    private final byte[] lineBreak;
    private final int step;
    private final YamlRenderer.Replacing edits;
    private final YamlSplicer splicer;

    YamlDocuments(YamlLines lines, byte[] lineBreak, int step, YamlRenderer.Replacing edits, YamlSplicer splicer) {
        this.splicer = splicer;
        this.lines = lines;
        this.lineBreak = lineBreak;
        this.step = step;
        this.edits = edits;
    }

    void splice(List<Mapping> before, SiblingMatch<Mapping> match) {
        var starts = starts(before);
        int behind = 0;
        for (var slot : match.slots()) {
            if (slot.isNew()) {
                add(starts[behind], behind == 0 ? null : before.get(behind - 1), slot.wanted());
            } else {
                behind = slot.old() + 1;
            }
        }
        for (int i = 0; i < before.size(); i++) {
            if (match.kept().get(i) == null) {
                edits.replace(new Span(starts[i], starts[i + 1]), new byte[0]);
            }
        }
    }

    /// Where each document begins, at its `---` if it has one; and the end of the file.
    private int[] starts(List<Mapping> roots) {
        var starts = new int[roots.size() + 1];
        starts[0] = lines.start(0);
        starts[roots.size()] = lines.end();
        for (int i = 1; i < roots.size(); i++) {
            int line = lines.start(roots.get(i).span().start());
            while (line > starts[i - 1] && !(lines.isBorder(line) && lines.at(line) == '-')) {
                line = lines.start(lines.beforeBreak(line));
            }
            starts[i] = line;
        }
        return starts;
    }

    private void add(int at, @Nullable Mapping behind, Mapping root) {
        byte[] text = YamlFragment.lines(root, 0, lineBreak, step);
        var out = new ByteSink(text.length + 16L);
        if (behind == null) {
            boolean marked = lines.isBorder(at);
            out.put(text).put(marked ? new byte[0] : BORDER).put(marked ? new byte[0] : lineBreak);
        } else {
            out.put(BORDER).put(lineBreak).put(text);
        }
        byte[] document = out.finish();
        if (splicer.isOpenEnd(at)) {
            if (behind != null && YamlPlace.last(lines, behind, 0) instanceof YamlPlace last) {
                last.closeBlock(lines, edits);
            }
            document = splicer.atOpenEnd(document, YamlSplicer.endsWithBreak(root));
        }
        edits.replace(new Span(at, at), document);
    }
}
