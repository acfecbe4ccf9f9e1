package dev.lockstep.format;

import dev.lockstep.document.Span;
import java.util.ArrayList;
import java.util.List;

/// Comment lines that belong together, in file order; a space line between them is kept as [Span#NONE].
record YamlRemarks(List<Span> lines) {
    static final YamlRemarks NONE = new YamlRemarks(List.of());

    YamlRemarks {
        lines = List.copyOf(lines);
    }

    boolean isEmpty() {
        return lines.isEmpty();
    }

    int size() {
        return lines.size();
    }

    YamlRemarks and(YamlRemarks more) {
        if (isEmpty()) {
            return more;
        }
        if (more.isEmpty()) {
            return this;
        }
        var all = new ArrayList<>(lines);
        all.addAll(more.lines);
        return new YamlRemarks(all);
    }

    YamlRemarks first(int count) {
        return new YamlRemarks(lines.subList(0, count));
    }

    YamlRemarks after(int count) {
        return new YamlRemarks(lines.subList(count, lines.size()));
    }
}
