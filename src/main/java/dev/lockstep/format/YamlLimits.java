package dev.lockstep.format;

import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;

/// Limits what a YAML stream may grow to. Counts over all documents of a stream.
final class YamlLimits {
    /// Levels of maps and lists, aliases expanded: those who walk the tree call themselves for each.
    private static final int DEPTH = 1_000;
    /// Nodes that aliases may stand for, unless they are few beside those that are written out. After go-yaml 3.0.4.
    private static final long ALIASED = 400_000;

    private static final long WRITTEN_PER_ALIASED = 9;

    private long written;
    private long aliased;

    void addWritten() {
        written++;
    }

    void addAliased(long nodes, int line) {
        aliased += nodes;
        if (aliased > ALIASED && aliased > written / WRITTEN_PER_ALIASED) {
            throw refused("aliases expand to too many values", line, "write out what the aliases stand for");
        }
    }

    void checkDepth(int depth, int line) {
        if (depth > DEPTH) {
            throw refused("maps and lists are nested more than " + DEPTH + " levels deep", line, "flatten the file");
        }
    }

    private static LockstepException refused(String what, int line, String next) {
        return new LockstepException(Kind.INPUT_MALFORMED, what, ":" + line, next);
    }
}
