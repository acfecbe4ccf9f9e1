package dev.lockstep.format;

import dev.lockstep.document.Node;
import dev.lockstep.document.Node.Alias;
import dev.lockstep.document.Node.Comment;
import dev.lockstep.document.Node.Entry;
import dev.lockstep.document.Node.Mapping;
import dev.lockstep.document.Node.Member;
import dev.lockstep.document.Node.Scalar;
import dev.lockstep.document.Node.Sequence;
import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;
import java.util.IdentityHashMap;
import java.util.Map;

/// Counts the bytes of keys, values and comments that aliases stand for, over all documents of a stream, and refuses
/// more than [#MOST]: each alias to a secret is written out when its file is encrypted, and each alias when it is
/// printed.
final class YamlAliasBytes {
    /// Far above what people share by anchors, and little beside the memory that reading a large file takes.
    static final long MOST = 16L << 20;

    private final Map<Node, Long> known = new IdentityHashMap<>();
    private long total;

    /// @param line of the alias
    /// @throws LockstepException `INPUT_MALFORMED` if aliases stand for too much in all
    void add(Node target, int line) {
        total += of(target);
        if (total > MOST) {
            throw new LockstepException(
                    Kind.INPUT_MALFORMED,
                    "aliases expand to more than " + (MOST >> 20) + " MiB",
                    ":" + line,
                    "write out what the aliases stand for, or split the file");
        }
    }

    private long of(Node target) {
        var bytes = known.get(target);
        if (bytes == null) {
            bytes = count(target);
            known.put(target, bytes);
        }
        return bytes;
    }

    private long count(Node node) {
        long bytes = 0;
        switch (node) {
            case Mapping(var members, _) -> {
                for (var member : members) {
                    bytes += count(member);
                }
            }
            case Sequence(var items, _) -> {
                for (var item : items) {
                    bytes += count(item);
                }
            }
            case Scalar(var value, _) -> bytes = value.length();
            case Comment(var text, _, _) -> bytes = text.length();
            case Alias(_, var target, _) -> bytes = of(target);
        }
        return bytes;
    }

    private long count(Member member) {
        return switch (member) {
            case Entry entry -> entry.key().length() + count(entry.value());
            case Comment comment -> comment.text().length();
        };
    }
}
