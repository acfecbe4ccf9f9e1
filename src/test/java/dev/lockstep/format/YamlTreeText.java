package dev.lockstep.format;

import dev.lockstep.document.Document;
import dev.lockstep.document.Node;
import dev.lockstep.document.Node.Alias;
import dev.lockstep.document.Node.Comment;
import dev.lockstep.document.Node.Entry;
import dev.lockstep.document.Node.Mapping;
import dev.lockstep.document.Node.Scalar;
import dev.lockstep.document.Node.Sequence;
import dev.lockstep.problem.Problem;
import dev.lockstep.secret.Plaintext;
import java.nio.charset.StandardCharsets;

/// A tree as text that a person can review: one line for each node, comments where sops sees them, aliases written out.
final class YamlTreeText {
    private final StringBuilder out = new StringBuilder();

    static String of(Document document) {
        var text = new YamlTreeText();
        for (var root : document.roots()) {
            text.out.append("document\n");
            text.node(root, 1);
        }
        return text.out.toString();
    }

    private void node(Node node, int depth) {
        switch (node) {
            case Mapping(var members, _) -> {
                line(depth, "map");
                for (var member : members) {
                    switch (member) {
                        case Comment comment -> node(comment, depth + 1);
                        case Entry entry -> {
                            line(depth + 1, "key " + entry.key());
                            node(entry.value(), depth + 2);
                        }
                    }
                }
            }
            case Sequence(var items, _) -> {
                line(depth, "list");
                items.forEach(item -> node(item, depth + 1));
            }
            case Scalar(var value, _) -> line(depth, value.type().name().toLowerCase() + " " + text(value));
            case Comment comment -> line(depth, (comment.inline() ? "behind #" : "#") + text(comment.text()));
            case Alias alias -> {
                line(depth, "alias " + alias.anchor());
                node(alias.target(), depth + 1);
            }
        }
    }

    private static String text(Plaintext value) {
        return new String(value.lent(), StandardCharsets.UTF_8);
    }

    private void line(int depth, String line) {
        out.repeat(' ', depth * 2).append(Problem.escaped(line).stripTrailing()).append('\n');
    }
}
