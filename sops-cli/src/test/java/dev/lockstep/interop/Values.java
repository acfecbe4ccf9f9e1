package dev.lockstep.interop;

import dev.lockstep.document.Node;
import dev.lockstep.document.Node.Comment;
import dev.lockstep.document.Node.Entry;
import dev.lockstep.document.Node.Mapping;
import dev.lockstep.document.Node.Scalar;
import dev.lockstep.document.Node.Sequence;
import dev.lockstep.secret.Plaintext.Type;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// The keys, types and values of a tree as one text, to compare by. Comments are left out; an int and a float of the
/// same digits count as the same, since a clear `1.0` is `1` in sops's print.
final class Values {
    private Values() {}

    static String of(List<Mapping> roots) {
        var out = new StringBuilder();
        roots.forEach(root -> describe(root, out));
        return out.toString();
    }

    private static void describe(Node node, StringBuilder out) {
        switch (node.resolved()) {
            case Mapping(var members, _) -> {
                out.append("{\n");
                for (var member : members) {
                    if (member instanceof Entry entry) {
                        out.append(entry.key()).append(": ");
                        describe(entry.value(), out);
                    }
                }
                out.append("}\n");
            }
            case Sequence(var items, _) -> {
                out.append("[\n");
                items.forEach(item -> describe(item, out));
                out.append("]\n");
            }
            case Scalar(var value, _) -> {
                boolean number = value.type() == Type.INTEGER || value.type() == Type.FLOAT;
                out.append(number ? "number" : value.type())
                        .append(' ')
                        .append(new String(value.lent(), StandardCharsets.UTF_8))
                        .append('\n');
            }
            case Comment _ -> {}
            case Node.Alias _ -> throw new IllegalStateException("aliases are resolved");
        }
    }
}
