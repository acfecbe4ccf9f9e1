package dev.lockstep.format;

import dev.lockstep.document.Node.Comment;
import dev.lockstep.document.Node.Entry;
import dev.lockstep.document.Span;
import java.util.List;

/// Adds members to a map or list in brackets and takes them out, each with one comma.
final class YamlFlowSplicer {
    private final YamlLines lines;
    private final byte[] lineBreak;
    private final YamlRenderer.Replacing edits;
    private final YamlRemovals removals;

    YamlFlowSplicer(YamlLines lines, byte[] lineBreak, YamlRenderer.Replacing edits, YamlRemovals removals) {
        this.lines = lines;
        this.lineBreak = lineBreak;
        this.edits = edits;
        this.removals = removals;
    }

    void add(YamlSplicer.Frame frame, int kept, int next, List<YamlSplicer.Incoming> group) {
        var units = frame.units();
        byte[] lead = lead(frame);
        var out = new ByteSink(64);
        for (int i = 0; i < group.size(); i++) {
            if (group.get(i).item() instanceof Comment) {
                continue; // there may be no room for one
            }
            boolean behind = kept >= 0 || out.length() > 0;
            if (behind) {
                out.put(',').put(lead);
            }
            byte[] text = frame.list()
                    ? YamlFragment.flow(group.get(i).item())
                    : YamlFragment.flowEntry((Entry) group.get(i).member());
            out.put(text);
        }
        if (kept >= 0) {
            int end = units.get(kept).end();
            edits.replace(new Span(end, end), out.finish());
            return;
        }
        if (next >= 0) {
            out.put(',').put(lead);
        }
        int at = units.isEmpty() ? frame.open() + 1 : frame.first().begin();
        edits.replace(new Span(at, at), out.finish());
    }

    /// What stands before a member on its line: a break and spaces, or a space.
    private byte[] lead(YamlSplicer.Frame frame) {
        if (!frame.units().isEmpty()) {
            int begin = frame.units().getLast().begin();
            int line = lines.start(begin);
            if (lines.skipSpaces(line) == begin && line > frame.open()) {
                return new ByteSink(16)
                        .put(lineBreak)
                        .put(lines.bytes, line, begin)
                        .finish();
            }
        }
        return new byte[] {' '};
    }

    void remove(YamlSplicer.Frame frame, List<Boolean> goes) {
        var units = frame.units();
        int kept = -1;
        for (int i = 0; i < units.size(); i++) {
            if (goes.get(i)) {
                continue;
            }
            if (kept < 0 && i > 0) {
                removals.add(frame.first().begin(), units.get(i).begin());
            } else if (kept >= 0 && kept < i - 1) {
                removals.add(units.get(kept).end(), units.get(i - 1).end());
            }
            kept = i;
        }
        if (kept < 0 && !units.isEmpty()) {
            removeWithComma(frame.first().begin(), units.getLast().end());
        } else if (kept >= 0 && kept < units.size() - 1) {
            removals.add(units.get(kept).end(), units.getLast().end());
        }
    }

    /// A comma behind the last member goes too if nothing is left.
    private void removeWithComma(int start, int end) {
        int behind = lines.skipToContent(end, lines.end());
        removals.add(start, lines.at(behind) == ',' ? behind + 1 : end);
    }
}
