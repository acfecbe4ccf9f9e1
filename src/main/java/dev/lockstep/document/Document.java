package dev.lockstep.document;

import dev.lockstep.document.Node.Alias;
import dev.lockstep.document.Node.Comment;
import dev.lockstep.document.Node.Entry;
import dev.lockstep.document.Node.Mapping;
import dev.lockstep.document.Node.Scalar;
import dev.lockstep.document.Node.Sequence;
import java.util.Arrays;
import java.util.List;

/// Holds a secret file as read: its source bytes and the tree that points into them. Owns both and wipes both on close.
///
/// A file holds one map, a YAML stream one or more. Changing a document means building new roots (see [Node]) and
/// letting its format write them: lossless, beside the old source, or canonical, as sops would print them.
public final class Document implements AutoCloseable {
    private final byte[] source;
    private final List<Mapping> roots;

    private Document(byte[] source, List<Mapping> roots) {
        this.source = source;
        this.roots = List.copyOf(roots);
    }

    /// Takes the array over; the values inside `roots` are closed with the document.
    public static Document owning(byte[] source, List<Mapping> roots) {
        return new Document(source, roots);
    }

    /// The bytes the document was read from, lent: neither keep nor change them.
    public byte[] source() {
        return source;
    }

    /// One map for each document of the stream, in order.
    public List<Mapping> roots() {
        return roots;
    }

    /// The place of a span for people: `:LINE`, lines counted from 1; empty for a node that was not read.
    public String line(Span span) {
        if (span.isNone()) {
            return "";
        }
        int line = 1;
        for (int i = 0; i < span.start(); i++) {
            if (source[i] == '\n') {
                line++;
            }
        }
        return ":" + line;
    }

    @Override
    public void close() {
        Arrays.fill(source, (byte) 0);
        roots.forEach(Document::wipe);
    }

    /// Wipes every value below a node. The reader has bounded the depth.
    public static void wipe(Node node) {
        switch (node) {
            case Mapping(var members, _) -> {
                for (var member : members) {
                    switch (member) {
                        case Entry entry -> wipe(entry.value());
                        case Comment comment -> comment.text().close();
                    }
                }
            }
            case Sequence(var items, _) -> items.forEach(Document::wipe);
            case Scalar scalar -> scalar.value().close();
            case Comment comment -> comment.text().close();
            case Alias _ -> {} // its target is wiped where it stands
        }
    }
}
