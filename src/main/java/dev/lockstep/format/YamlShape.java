package dev.lockstep.format;

import dev.lockstep.document.Node;
import dev.lockstep.document.Node.Alias;
import dev.lockstep.document.Node.Comment;
import dev.lockstep.document.Node.Entry;
import dev.lockstep.document.Node.Mapping;
import dev.lockstep.document.Node.Scalar;
import dev.lockstep.document.Node.Sequence;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/// Which map each comment of a document belongs to, as far as its ciphertext is bound to it: the keys on the way there.
final class YamlShape {
    private final List<String> places = new ArrayList<>();

    private YamlShape() {}

    /// The documents, of those in question, whose comments a reader of the file would find in other maps than they are in.
    static BitSet documentsThatDiffer(byte[] file, List<Mapping> roots, BitSet inQuestion) {
        var different = new BitSet();
        try (var read = YamlReader.read(file.clone())) {
            inQuestion.stream()
                    .filter(i -> !of(read.roots().get(i)).equals(of(roots.get(i))))
                    .forEach(different::set);
        }
        return different;
    }

    private static List<String> of(Mapping root) {
        var shape = new YamlShape();
        for (var member : root.members()) {
            if (member instanceof Comment) {
                shape.places.add("");
            } else if (member instanceof Entry entry && !entry.key().equals(YamlTopEntry.NAME)) {
                shape.note(entry.value(), entry.key());
            }
        }
        return shape.places;
    }

    private void note(Node node, String path) {
        switch (node) {
            case Mapping(var members, var span) when !span.isNone() -> {
                for (var member : members) {
                    switch (member) {
                        case Comment comment -> note(comment, path);
                        case Entry entry -> note(entry.value(), path + ":" + entry.key());
                    }
                }
            }
            case Sequence(var items, var span) when !span.isNone() -> items.forEach(item -> note(item, path));
            case Comment comment when !comment.span().isNone() -> places.add(path);
            case Mapping _, Sequence _, Scalar _, Comment _, Alias _ -> {}
        }
    }
}
