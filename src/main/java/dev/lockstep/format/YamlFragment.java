package dev.lockstep.format;

import dev.lockstep.document.Node;
import dev.lockstep.document.Node.Alias;
import dev.lockstep.document.Node.Comment;
import dev.lockstep.document.Node.Entry;
import dev.lockstep.document.Node.Mapping;
import dev.lockstep.document.Node.Scalar;
import dev.lockstep.document.Node.Sequence;
import dev.lockstep.secret.Plaintext.Type;
import java.nio.charset.StandardCharsets;

/// Writes nodes that have no old text into a file: in brackets on one line, or as an entry in lines of its own, as sops indents them.
///
/// Comments are left out: what comes in here is metadata, or stands for an alias and has its comments where the anchor is.
final class YamlFragment {
    private static final int STEP = 4;

    private final ByteSink out = new ByteSink(256);
    private final byte[] lineBreak;
    private final int left;

    private YamlFragment(byte[] lineBreak, int left) {
        this.lineBreak = lineBreak;
        this.left = left;
    }

    /// A value in brackets, on one line; all text in double quotes.
    static byte[] flow(Node node) {
        var fragment = new YamlFragment(new byte[0], 0);
        fragment.putFlow(node);
        return fragment.out.finish();
    }

    /// `"key": value` for a map in brackets.
    static byte[] flowEntry(Entry entry) {
        var fragment = new YamlFragment(new byte[0], 0);
        fragment.putFlow(entry);
        return fragment.out.finish();
    }

    /// An entry in lines of its own, each with its break.
    ///
    /// @param left blanks before each line
    static byte[] block(Entry entry, int left, byte[] lineBreak) {
        var fragment = new YamlFragment(lineBreak, left);
        fragment.indent(0);
        fragment.putEntry(entry, 0);
        return fragment.out.finish();
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
            case Scalar(var value, _) -> out.put(
                    value.type() == Type.STRING ? YamlInline.doubleQuoted(value.lent()) : YamlInline.plain(value));
            case Comment _, Alias _ -> throw new IllegalStateException("comments are left out, aliases resolved");
        }
    }

    private void putFlow(Entry entry) {
        out.put(YamlInline.doubleQuoted(entry.key().getBytes(StandardCharsets.UTF_8))).put(": ");
        putFlow(entry.value());
    }

    private void indent(int column) {
        out.repeat(' ', left + column);
    }

    /// The rest of the entry's first line, and its other lines. `column` is that of its key.
    private void putEntry(Entry entry, int column) {
        out.put(YamlInline.shortest(entry.key().getBytes(StandardCharsets.UTF_8), false, false)).put(':');
        int inner = STEP * ((column + STEP) / STEP);
        switch (entry.value().resolved()) {
            case Mapping mapping when hasEntries(mapping) -> {
                out.put(lineBreak);
                putMembers(mapping, inner, true);
            }
            case Sequence(var items, _) when !items.isEmpty() -> {
                out.put(lineBreak);
                for (var item : items) {
                    putItem(item, inner);
                }
            }
            case Scalar(var value, _) when value.type() == Type.STRING && YamlLiteral.shows(value.lent()) -> {
                out.put(' ').put(YamlLiteral.header(value.lent(), inner - column));
                out.put(YamlLiteral.body(value.lent(), left + inner, lineBreak)).put(lineBreak);
            }
            case Node other -> {
                out.put(' ');
                putShort(other);
            }
        }
    }

    private void putMembers(Mapping mapping, int column, boolean indentsFirst) {
        boolean indents = indentsFirst;
        for (var member : mapping.members()) {
            if (member instanceof Entry entry) {
                if (indents) {
                    indent(column);
                }
                putEntry(entry, column);
                indents = true;
            }
        }
    }

    private void putItem(Node item, int column) {
        if (item instanceof Comment) {
            return;
        }
        indent(column);
        out.put("- ");
        if (item.resolved() instanceof Mapping mapping && hasEntries(mapping)) {
            putMembers(mapping, column + 2, false);
        } else {
            putShort(item);
        }
    }

    private void putShort(Node node) {
        if (node.resolved() instanceof Scalar(var value, _) && value.type() == Type.STRING) {
            out.put(YamlInline.shortest(value.lent(), false, false)).put(lineBreak);
        } else {
            putFlow(node);
            out.put(lineBreak);
        }
    }

    private static boolean hasEntries(Mapping mapping) {
        return mapping.members().stream().anyMatch(Entry.class::isInstance);
    }
}
