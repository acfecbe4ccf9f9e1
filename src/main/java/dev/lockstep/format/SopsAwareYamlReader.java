package dev.lockstep.format;

import dev.lockstep.document.Document;
import dev.lockstep.document.Node;
import dev.lockstep.document.Node.Alias;
import dev.lockstep.document.Node.Comment;
import dev.lockstep.document.Node.Entry;
import dev.lockstep.document.Node.Mapping;
import dev.lockstep.document.Node.Member;
import dev.lockstep.document.Node.Scalar;
import dev.lockstep.document.Node.Sequence;
import dev.lockstep.document.Span;
import dev.lockstep.format.YamlScalarWriter.Piece;
import dev.lockstep.secret.Plaintext;
import dev.lockstep.secret.Plaintext.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/// Reads a plain file as its encryption will be read.
///
/// The ciphertext of a comment is bound to the map that the comment belongs to, and for go-yaml that depends on what
/// follows: a comment at the end of a document may belong elsewhere, or be lost, once the `sops` entry comes behind it.
/// So a file with comments there is read with such an entry in place, which is left out of the result again.
final class SopsAwareYamlReader {
    private static final Entry FOLLOWING = new Entry(
            YamlTopEntry.NAME,
            Span.NONE,
            new Mapping(List.of(new Entry("version", Span.NONE, new Scalar(text(), Span.NONE))), Span.NONE));

    /// The edits that led from the source to the file that was read, in order; and where their texts begin there.
    private final List<Piece> edits;

    private final int[] starts;
    private final Map<Node, Node> moved = new IdentityHashMap<>();

    private SopsAwareYamlReader(List<Piece> edits) {
        this.edits = edits;
        starts = new int[edits.size()];
        int shift = 0;
        for (int i = 0; i < starts.length; i++) {
            var edit = edits.get(i);
            starts[i] = edit.span().start() + shift;
            shift += edit.text().length - edit.span().length();
        }
    }

    private static Plaintext text() {
        return Plaintext.owning(Type.STRING, new byte[] {'3'});
    }

    /// As [YamlReader#read].
    static Document read(byte[] source) {
        var document = YamlReader.read(source);
        if (isEncrypted(document) || !endsWithComments(document)) {
            return document;
        }
        var extended = YamlRenderer.extended(document, FOLLOWING);
        var ahead = YamlReader.read(extended.file());
        var foresight = new SopsAwareYamlReader(extended.edits());
        var roots = new ArrayList<Mapping>();
        for (int i = 0; i < document.roots().size(); i++) {
            roots.add(
                    foresight.root(ahead.roots().get(i), document.roots().get(i).span()));
        }
        document.roots().forEach(Document::wipe);
        Arrays.fill(extended.file(), (byte) 0);
        return Document.owning(source, roots);
    }

    private static boolean isEncrypted(Document document) {
        return document.roots().stream()
                .anyMatch(root -> root.members().stream().anyMatch(SopsAwareYamlReader::isMetadata));
    }

    private static boolean isMetadata(Member member) {
        return member instanceof Entry entry && entry.key().equals(YamlTopEntry.NAME);
    }

    /// Whether there may be a comment between the last value of a document and the next document.
    private static boolean endsWithComments(Document document) {
        var roots = document.roots();
        var lines = new YamlLines(document.source());
        for (int i = 0; i < roots.size(); i++) {
            int from = roots.get(i).span().start();
            for (var member : roots.get(i).members()) {
                if (member instanceof Entry entry && !endsWithNothing(entry.value())) {
                    from = entry.value().span().end();
                }
            }
            if (from != lines.start(from) && lines.at(roots.get(i).span().end() - 1) != '}') {
                from = lines.end(from); // a comment behind the last value stays with it, whatever follows
            }
            int to = i + 1 < roots.size() ? roots.get(i + 1).span().start() : document.source().length;
            for (int at = from; at < to; at++) {
                if (lines.at(at) == '#') {
                    return true;
                }
            }
        }
        return false;
    }

    /// Whether its last value is a null without text, which other comments may move around.
    private static boolean endsWithNothing(Node node) {
        return switch (node) {
            case Mapping(var members, _) ->
                members.reversed().stream()
                        .filter(Entry.class::isInstance)
                        .findFirst()
                        .filter(member -> endsWithNothing(((Entry) member).value()))
                        .isPresent();
            case Sequence(var items, _) ->
                items.reversed().stream()
                        .filter(item -> !(item instanceof Comment))
                        .findFirst()
                        .filter(SopsAwareYamlReader::endsWithNothing)
                        .isPresent();
            case Scalar scalar -> scalar.value().type() == Type.NULL;
            case Comment _, Alias _ -> false;
        };
    }

    private Mapping root(Mapping root, Span span) {
        var members = root.members().stream()
                .filter(member -> !isMetadata(member))
                .map(this::member)
                .toList();
        return new Mapping(members, span);
    }

    private Member member(Member member) {
        return switch (member) {
            case Entry entry -> new Entry(entry.key(), span(entry.keySpan()), node(entry.value()));
            case Comment comment -> comment(comment);
        };
    }

    private Comment comment(Comment comment) {
        return new Comment(comment.text(), span(comment.span()), comment.inline());
    }

    private Node node(Node node) {
        return switch (node) {
            case Mapping(var members, var span) ->
                moved(node, new Mapping(members.stream().map(this::member).toList(), span(span)));
            case Sequence(var items, var span) ->
                moved(node, new Sequence(items.stream().map(this::node).toList(), span(span)));
            case Scalar(var value, var span) -> moved(node, new Scalar(value, span(span)));
            case Comment comment -> comment(comment);
            case Alias(var anchor, var target, var span) -> {
                var known = moved.get(target);
                yield new Alias(anchor, known == null ? node(target) : known, span(span));
            }
        };
    }

    private Node moved(Node from, Node to) {
        moved.put(from, to);
        return to;
    }

    private Span span(Span span) {
        return new Span(back(span.start(), false), back(span.end(), true));
    }

    /// The offset in the source. Where a text was put in, what ends there ends before it, what begins there begins
    /// behind it; what ends within it (a block scalar, behind its line break) ends there as well.
    private int back(int offset, boolean end) {
        int found = Arrays.binarySearch(starts, offset);
        int last = found < 0 ? -found - 2 : end ? found - 1 : found;
        if (last < 0) {
            return offset;
        }
        var edit = edits.get(last);
        return edit.span().end() + Math.max(0, offset - starts[last] - edit.text().length);
    }
}
