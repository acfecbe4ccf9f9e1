package dev.lockstep.document;

import dev.lockstep.document.Node.Comment;
import dev.lockstep.document.Node.Entry;
import dev.lockstep.document.Node.Mapping;
import dev.lockstep.document.Node.Sequence;
import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;
import java.util.ArrayList;
import java.util.List;

/// Holds a path as `--extract` takes it: `["key"]['key'][0]`, one after the other; empty means the whole document (spec
/// 1.5).
public record KeyPath(List<Part> parts) {
    /// One step down.
    public sealed interface Part {
        record Key(String name) implements Part {}

        record Index(int position) implements Part {}
    }

    public KeyPath {
        parts = List.copyOf(parts);
    }

    /// Reads a path. A quoted key ends at its quote and bracket, so that keys may hold brackets and quotes.
    ///
    /// @throws LockstepException `PATH_MALFORMED` with the column
    public static KeyPath parse(String text) {
        var parts = new ArrayList<Part>();
        int at = 0;
        while (at < text.length()) {
            if (text.charAt(at) != '[') {
                throw malformed(
                        at, "put each key in brackets and quotes: [\"key\"], each list position in brackets: [0]");
            }
            int from = at + 1;
            char quote = from < text.length() ? text.charAt(from) : ' ';
            if (quote == '"' || quote == '\'') {
                int end = endOfKey(text, from + 1, quote);
                parts.add(new Part.Key(text.substring(from + 1, end)));
                at = end + 2;
            } else {
                int end = text.indexOf(']', from);
                if (end < 0) {
                    throw malformed(at, "close the bracket");
                }
                parts.add(new Part.Index(position(text, from, end)));
                at = end + 1;
            }
        }
        return new KeyPath(parts);
    }

    private static int endOfKey(String text, int from, char quote) {
        for (int i = from; i + 1 < text.length(); i++) {
            boolean closes = text.charAt(i) == quote && text.charAt(i + 1) == ']';
            if (closes && (i + 2 == text.length() || text.charAt(i + 2) == '[')) {
                return i;
            }
        }
        throw malformed(from, "close the quote and the bracket");
    }

    private static int position(String text, int from, int end) {
        if (end - from > 9 || end == from) {
            throw malformed(from, "write a list position as a number from 0 on");
        }
        int position = 0;
        for (int i = from; i < end; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                throw malformed(from, "quote the key, or write a list position as a number from 0 on");
            }
            position = position * 10 + digit;
        }
        return position;
    }

    private static LockstepException malformed(int column, String next) {
        return new LockstepException(Kind.PATH_MALFORMED, "path is malformed at column " + (column + 1), "", next);
    }

    /// The node at this path below a map; aliases are entered.
    ///
    /// @throws LockstepException `PATH_NOT_FOUND` that names the step which leads nowhere
    public Node in(Mapping root) {
        Node node = root;
        for (var part : parts) {
            node = switch (part) {
                case Part.Key(var name) -> child(node.resolved(), name);
                case Part.Index(var position) -> item(node.resolved(), position);
            };
        }
        return node.resolved();
    }

    private static Node child(Node node, String name) {
        if (!(node instanceof Mapping mapping)) {
            throw notFound("component ['" + name + "'] is a key, but the value there is not a map");
        }
        for (var member : mapping.members()) {
            if (member instanceof Entry entry && entry.key().equals(name)) {
                return entry.value();
            }
        }
        throw notFound("component ['" + name + "'] not found");
    }

    private static Node item(Node node, int position) {
        if (!(node instanceof Sequence sequence)) {
            throw notFound("component [" + position + "] is integer, but tree part is not a slice");
        }
        int left = position;
        for (var item : sequence.items()) {
            if (!(item instanceof Comment) && left-- == 0) {
                return item;
            }
        }
        throw notFound("component [" + position + "] accesses out of bounds");
    }

    private static LockstepException notFound(String what) {
        return new LockstepException(
                Kind.PATH_NOT_FOUND, "error truncating tree: " + what, "", "look the path up in the file");
    }
}
