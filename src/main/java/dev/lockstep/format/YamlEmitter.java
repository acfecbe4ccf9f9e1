package dev.lockstep.format;

import dev.lockstep.document.Node;
import dev.lockstep.document.Node.Mapping;
import dev.lockstep.document.Node.Scalar;
import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;
import dev.lockstep.secret.Plaintext;
import dev.lockstep.secret.Plaintext.Type;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/// Prints YAML as sops 3.13 does with go-yaml 3.0.4: block style, lists indented under their key, unlimited width.
///
/// Comments stand where sops puts them: those before the first entry of a map or list belong to the whole of it, others
/// to the next key or item, inline ones behind the value, those after the last entry below it. A comment that got its
/// place late (below a map, behind a list) waits until go-yaml comes to a point where it writes such comments.
final class YamlEmitter {
    /// What sops uses when no indent is given.
    static final int DEFAULT_INDENT = 4;

    private static final int LONGEST_SIMPLE_KEY = 128;
    private static final int BASE64_LINE = 70;
    private static final byte[] MERGE = {'<', '<'};

    private final int step;
    private final YamlLayout layout;
    private final ByteSink out;

    /// Comments that wait, in the order in which go-yaml looks for them.
    private List<byte[]> tail = List.of();

    private List<byte[]> head = List.of();
    private List<byte[]> line = List.of();
    private List<byte[]> foot = List.of();
    private List<byte[]> keyLine = List.of();

    /// Where a block that keeps all breaks at its end has ended; space lines there would be its own.
    private int keptEnd = -1;

    private YamlEmitter(int step, ByteSink out) {
        this.step = step;
        this.out = out;
        layout = new YamlLayout(out);
    }

    /// @param indent 0 stands for the default; below 2 and above 9 go-yaml takes 2
    /// @throws LockstepException `CONFIG_INVALID` for a negative indent, `NOT_EMITTABLE`
    static byte[] emit(List<Mapping> roots, int indent) {
        try (var out = new ByteSink(JsonWriter.expectedLength(roots))) {
            var emitter = new YamlEmitter(step(indent), out);
            for (int i = 0; i < roots.size(); i++) {
                emitter.document(roots.get(i), i == 0, i == roots.size() - 1);
            }
            return out.finish();
        }
    }

    /// One node as the content of a document.
    ///
    /// @param step 2 to 9
    static byte[] emitNode(Node node, int step) {
        try (var out = new ByteSink(JsonWriter.expectedLength(List.of(node)))) {
            new YamlEmitter(step, out).document(node, true, true);
            return out.finish();
        }
    }

    /// As `--extract`: text raw, anything else as a document; lists and numbers always with the default indent.
    static byte[] emitValue(Node value, int indent) {
        return switch (value.resolved()) {
            case Mapping mapping -> emit(List.of(mapping), indent);
            case Scalar(var text, _)
            when text.type() == Type.STRING -> text.lent().clone();
            case Node other -> {
                try (var out = new ByteSink(JsonWriter.expectedLength(List.of(other)))) {
                    new YamlEmitter(DEFAULT_INDENT, out).document(other, true, true);
                    yield out.finish();
                }
            }
        };
    }

    private static int step(int indent) {
        if (indent < 0) {
            throw new LockstepException(
                    Kind.CONFIG_INVALID,
                    "YAML indentation " + indent + " is negative",
                    "",
                    "give a number from 2 to 9");
        }
        return indent == 0 ? DEFAULT_INDENT : indent == 1 || indent > 9 ? 2 : indent;
    }

    private void document(Node root, boolean first, boolean last) {
        if (!first) {
            layout.indent(0);
            layout.text("---");
            layout.indent(0);
        }
        var content = YamlContent.of(root);
        attach(content.head(), List.of(), List.of());
        writeHead(-1);
        if (root instanceof Scalar(var value, _)) {
            scalar(value, -1, step);
            writeBehind(-1);
        } else {
            writeBehind(-1);
            container(root, content, -1, false, List.of(), List.of());
        }
        if (last) {
            foot = joined(joined(foot, head), joined(line, keyLine)); // go-yaml forgets them
        }
        // go-yaml sets a blank line above what comes here, even where that lengthens a block that keeps its breaks.
        if (out.length() != keptEnd) {
            layout.footBelow(0);
        }
        writeFoot(-1);
        layout.forgetFoot();
        layout.indent(0);
    }

    /// @param lineBehind comments that sops attaches behind the whole container
    /// @param footBelow comments that sops attaches below it
    private void container(
            Node node,
            YamlContent content,
            int parent,
            boolean inList,
            List<byte[]> lineBehind,
            List<byte[]> footBelow) {
        int inner = parent < 0 ? 0 : deeper(parent, inList);
        if (node instanceof Mapping) {
            if (content.children().isEmpty()) {
                open('{', parent, inner);
                attach(List.of(), lineBehind, footBelow);
                writeHead(parent < 0 ? step : inner);
                close('}', parent, inner);
            } else {
                entries(content.children(), inner);
                tail = joined(tail, content.tail());
                attach(List.of(), lineBehind, footBelow);
                writeHead(inner);
            }
        } else if (content.children().isEmpty()) {
            open('[', parent, inner);
            attach(List.of(), lineBehind, footBelow);
            close(']', parent, inner);
        } else {
            items(content.children(), inner);
            attach(List.of(), lineBehind, footBelow);
        }
    }

    /// Behind a comment the bracket has a line of its own; go-yaml forgets its indentation, and cannot read it again.
    private void open(char bracket, int parent, int inner) {
        if (layout.atLineStart() && parent >= 0) {
            layout.indent(inner);
        }
        layout.open(bracket);
    }

    /// A bracket on a line of its own is indented as what it closes: go-yaml writes it at the beginning of the line,
    /// where YAML 1.2 allows no bracket of a value.
    private void close(char bracket, int parent, int inner) {
        if (layout.atLineStart() && parent >= 0) {
            layout.indent(inner);
        }
        layout.close(bracket);
        writeBehind(parent);
    }

    private int deeper(int indent, boolean inList) {
        return inList ? indent + 2 : step * ((indent + step) / step);
    }

    private void entries(List<YamlContent.Child> children, int indent) {
        for (var child : children) {
            attach(child.above(), List.of(), List.of());
            writeHead(indent);
            layout.indent(indent);
            if (!line.isEmpty()) {
                keyLine = joined(keyLine, line);
                line = List.of();
            }
            byte[] key = child.key().getBytes(StandardCharsets.UTF_8);
            boolean simple = key(key, indent);
            value(child, indent, simple);
        }
    }

    /// Returns whether the key is a simple one, that is, without a question mark.
    private boolean key(byte[] key, int indent) {
        boolean merge = Arrays.equals(key, MERGE);
        boolean simple =
                key.length + (merge ? "!!merge".length() : 0) <= LONGEST_SIMPLE_KEY && !YamlScalarText.breaksLines(key);
        if (!simple) {
            layout.sign('?');
        }
        string(key, indent, deeper(indent, false));
        return simple;
    }

    private void value(YamlContent.Child child, int indent, boolean simple) {
        var node = child.node();
        var content = YamlContent.of(node);
        if (node instanceof Scalar) {
            attach(List.of(), child.behind(), List.of());
        } else {
            attach(content.head(), List.of(), List.of());
        }
        if (simple) {
            layout.colon();
        } else {
            layout.indent(indent);
            layout.sign(':');
        }
        if (!keyLine.isEmpty()) {
            if (!(node instanceof Scalar)) {
                layout.commentBehind(keyLine, indent);
                keyLine = List.of();
            } else if (line.isEmpty()) {
                line = keyLine;
                keyLine = List.of();
            }
        }
        if (node instanceof Scalar(var value, _)) {
            scalar(value, indent, deeper(indent, false));
            writeBehind(indent);
        } else {
            writeBehind(indent);
            container(node, content, indent, false, child.behind(), List.of());
        }
    }

    private void items(List<YamlContent.Child> children, int indent) {
        for (var child : children) {
            var node = child.node();
            var content = YamlContent.of(node);
            if (node instanceof Scalar(var value, _)) {
                attach(child.above(), child.behind(), child.below());
                item(indent);
                scalar(value, indent, indent + 2);
                writeBehind(indent);
            } else {
                var heads = new ArrayList<>(child.above());
                heads.addAll(content.head());
                attach(heads, List.of(), List.of());
                item(indent);
                writeBehind(indent);
                container(node, content, indent, true, child.behind(), child.below());
            }
        }
    }

    private void item(int indent) {
        writeHead(indent);
        layout.indent(indent);
        layout.sign('-');
    }

    /// Lets comments wait for the place where go-yaml writes their kind.
    private void attach(List<byte[]> heads, List<byte[]> lines, List<byte[]> feet) {
        head = joined(head, heads);
        line = joined(line, lines);
        foot = joined(foot, feet);
    }

    /// go-yaml forgets what still waits when more comes for the same place; here it goes first.
    private static List<byte[]> joined(List<byte[]> waiting, List<byte[]> more) {
        if (waiting.isEmpty() || more.isEmpty()) {
            return waiting.isEmpty() ? more : waiting;
        }
        var all = new ArrayList<>(waiting);
        all.addAll(more);
        return all;
    }

    private void writeHead(int indent) {
        if (!tail.isEmpty()) {
            layout.comment(tail, indent);
            tail = List.of();
            layout.footBelow(indent);
        }
        if (!head.isEmpty()) {
            layout.comment(head, indent);
            head = List.of();
        }
    }

    private void writeBehind(int indent) {
        if (!line.isEmpty()) {
            layout.commentBehind(line, indent);
            line = List.of();
        }
        writeFoot(indent);
    }

    private void writeFoot(int indent) {
        if (!foot.isEmpty()) {
            layout.comment(foot, indent);
            foot = List.of();
            layout.footBelow(indent);
        }
    }

    /// @param parent the indentation of the map or list around it
    /// @param inner that of the lines of a block
    private void scalar(Plaintext value, int parent, int inner) {
        if (value.type() == Type.STRING) {
            string(value.lent(), parent, inner);
        } else {
            layout.text(YamlScalarText.typed(value));
        }
    }

    private void string(byte[] text, int parent, int inner) {
        switch (YamlScalarText.styleOf(text)) {
            case PLAIN -> {
                if (Arrays.equals(text, MERGE)) {
                    layout.text("!!merge");
                }
                layout.text(text);
            }
            case SINGLE_QUOTED -> {
                layout.openQuote();
                layout.lines(text, inner, true);
                layout.quote();
            }
            case DOUBLE_QUOTED -> doubleQuoted(text);
            case LITERAL -> {
                if (line.size() > 1) {
                    doubleQuoted(text); // the second comment would become a line of the block
                } else {
                    literal(text, parent, inner);
                }
            }
            case BINARY -> binary(text, parent, inner);
        }
    }

    private void doubleQuoted(byte[] text) {
        byte[] onOneLine = YamlScalarText.doubleQuoted(text);
        layout.text(onOneLine);
        Arrays.fill(onOneLine, (byte) 0);
    }

    private void literal(byte[] text, int parent, int inner) {
        layout.text("|");
        int first = Utf8.codePoint(text, 0);
        if (first == ' ' || YamlSyntax.isBreak(first)) {
            layout.append(Integer.toString(isBlankLines(text) ? step : inner - Math.max(parent, 0)));
        }
        var chomping = chomping(text);
        layout.append(chomping);
        if (line.isEmpty()) {
            layout.breakLine();
        } else {
            layout.commentBehind(line, inner);
            line = List.of();
        }
        layout.blockBegins();
        layout.lines(text, inner, false);
        if (chomping.equals("+")) {
            keptEnd = out.length();
        }
    }

    /// go-yaml always names its step as the indentation of a block. Inside of lists that is wrong, and it cannot read
    /// such a block again, unless there is nothing to indent. Here the number is right.
    private static boolean isBlankLines(byte[] text) {
        for (int at = 0; at < text.length; at += Utf8.width(text, at)) {
            if (!YamlSyntax.isBreak(Utf8.codePoint(text, at))) {
                return false;
            }
        }
        return true;
    }

    /// How the breaks at the end of a block are told: none at all, one, or all of them.
    private static String chomping(byte[] text) {
        int last = characterBefore(text, text.length);
        if (!YamlSyntax.isBreak(Utf8.codePoint(text, last))) {
            return "-";
        }
        boolean more = last == 0 || YamlSyntax.isBreak(Utf8.codePoint(text, characterBefore(text, last)));
        return more ? "+" : "";
    }

    private static int characterBefore(byte[] text, int end) {
        int at = end - 1;
        while ((text[at] & 0xc0) == 0x80) {
            at--;
        }
        return at;
    }

    private void binary(byte[] bytes, int parent, int inner) {
        layout.text("!!binary");
        byte[] base64 = Base64.getEncoder().encode(bytes);
        if (base64.length < BASE64_LINE || line.size() > 1) {
            layout.text(base64);
            return;
        }
        try (var lines = new ByteSink(base64.length + base64.length / BASE64_LINE + 1L)) {
            for (int at = 0; at < base64.length; at += BASE64_LINE) {
                lines.put(base64, at, Math.min(at + BASE64_LINE, base64.length)).put('\n');
            }
            byte[] text = lines.finish();
            literal(text, parent, inner);
            Arrays.fill(text, (byte) 0);
        }
    }
}
