package dev.lockstep.format;

import dev.lockstep.document.Node;
import dev.lockstep.document.Node.Alias;
import dev.lockstep.document.Node.Comment;
import dev.lockstep.document.Node.Entry;
import dev.lockstep.document.Node.Mapping;
import dev.lockstep.document.Node.Scalar;
import dev.lockstep.document.Node.Sequence;
import dev.lockstep.document.Span;
import dev.lockstep.secret.Plaintext.Type;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/// Writes nodes that have no old text into a file: in brackets on one line, or as an entry in lines of its own, as sops
/// indents them.
///
/// In brackets comments are left out: what comes in there is metadata, or stands for an alias and has its comments
/// where the anchor is.
final class YamlFragment {
    private final ByteSink out = new ByteSink(256);

    private YamlFragment() {}

    /// A value in brackets, on one line; all text in double quotes.
    static byte[] flow(Node node) {
        var fragment = new YamlFragment();
        fragment.putFlow(node);
        return fragment.out.finish();
    }

    /// `"key": value` for a map in brackets.
    static byte[] flowEntry(Entry entry) {
        var fragment = new YamlFragment();
        fragment.putFlow(entry);
        return fragment.out.finish();
    }

    /// An entry in lines of its own, each with its break.
    ///
    /// @param left spaces before each line
    static byte[] block(Entry entry, int left, byte[] lineBreak) {
        return lines(new Mapping(List.of(entry), Span.NONE), left, lineBreak, YamlEmitter.DEFAULT_INDENT);
    }

    /// The members of a map or list in lines of their own, each with its break; comments among them too.
    ///
    /// @param left spaces before each line
    /// @param step by how much what is nested is indented
    static byte[] lines(Node node, int left, byte[] lineBreak, int step) {
        byte[] text = YamlEmitter.emitNode(node, step);
        var out = new ByteSink(text.length + text.length / 8L);
        int start = 0;
        for (int at = 0; at < text.length; at++) {
            if (text[at] == '\n') {
                out.repeat(' ', at > start ? left : 0).put(text, start, at).put(lineBreak);
                start = at + 1;
            }
        }
        Arrays.fill(text, (byte) 0);
        return out.finish();
    }

    private void putFlow(Node node) {
        switch (node.resolved()) {
            case Mapping(var members, _) -> {
                out.put('{');
                boolean first = true;
                for (var member : members) {
                    if (member instanceof Entry entry) {
                        out.put(first ? "" : ", ");
                        putFlow(entry);
                        first = false;
                    }
                }
                out.put('}');
            }
            case Sequence(var items, _) -> {
                out.put('[');
                boolean first = true;
                for (var item : items) {
                    if (!(item instanceof Comment)) {
                        out.put(first ? "" : ", ");
                        putFlow(item);
                        first = false;
                    }
                }
                out.put(']');
            }
            case Scalar(var value, _) ->
                out.put(
                        value.type() == Type.STRING
                                ? YamlScalarText.doubleQuoted(value.lent())
                                : YamlScalarText.typeKept(value));
            case Comment _, Alias _ -> throw new IllegalStateException("comments are left out, aliases resolved");
        }
    }

    private void putFlow(Entry entry) {
        out.put(YamlScalarText.doubleQuoted(entry.key().getBytes(StandardCharsets.UTF_8)))
                .put(": ");
        putFlow(entry.value());
    }
}
