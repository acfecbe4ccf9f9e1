package dev.lockstep;

import dev.lockstep.crypto.StructureDigest;
import dev.lockstep.document.Node;
import dev.lockstep.document.Node.Alias;
import dev.lockstep.document.Node.Comment;
import dev.lockstep.document.Node.Entry;
import dev.lockstep.document.Node.Mapping;
import dev.lockstep.document.Node.Member;
import dev.lockstep.document.Node.Scalar;
import dev.lockstep.document.Node.Sequence;
import dev.lockstep.format.Format;
import java.util.List;

/// Hashes an opened file's documents, keys, types, tags and plain values. Comments and layout do not count, an alias
/// counts as what it refers to, so that a file may be laid out again by any tool that keeps its values.
///
/// Walks the encrypted tree and the opened one side by side: a value that both hold as one object is plain.
final class TreeDigest {
    private final Format format;
    private final byte[] source;
    private final StructureDigest digest = new StructureDigest("lockstep structure 1 tree");

    private TreeDigest(Format format, byte[] source) {
        this.format = format;
        this.source = source;
    }

    /// @param format of the encrypted file
    /// @param source the encrypted file
    /// @param sealed its documents without the metadata
    /// @param opened the same documents after decryption
    static String of(Format format, byte[] source, List<Mapping> sealed, List<Mapping> opened) {
        var walk = new TreeDigest(format, source);
        int from = 0;
        for (int i = 0; i < sealed.size(); i++) {
            var span = sealed.get(i).span();
            walk.digest.mark('D');
            for (var directive : format.directives(source, from, span.start())) {
                walk.digest.text('P', directive);
            }
            walk.node(sealed.get(i), opened.get(i));
            from = Math.max(from, span.end());
        }
        return walk.digest.hex();
    }

    private void node(Node sealed, Node opened) {
        var tag = sealed instanceof Alias ? null : format.tag(source, sealed.span());
        if (tag != null) {
            digest.text('T', tag);
        }
        switch (sealed) {
            case Alias alias -> node(alias.target(), opened.resolved());
            case Mapping mapping -> members(mapping.members(), ((Mapping) opened).members());
            case Sequence sequence -> items(sequence.items(), ((Sequence) opened).items());
            case Scalar scalar -> {
                var value = ((Scalar) opened).value();
                digest.value(value, value != scalar.value());
            }
            case Comment _ -> throw new IllegalStateException("comments are no part of the structure");
        }
    }

    private void members(List<Member> sealed, List<Member> opened) {
        digest.mark('M');
        for (int i = 0; i < sealed.size(); i++) {
            if (sealed.get(i) instanceof Entry(var key, _, var value)) {
                digest.text('K', key);
                node(value, ((Entry) opened.get(i)).value());
            }
        }
        digest.mark('E');
    }

    private void items(List<Node> sealed, List<Node> opened) {
        digest.mark('L');
        for (int i = 0; i < sealed.size(); i++) {
            // sops writes an encrypted comment of a list as an item of it.
            if (!(opened.get(i) instanceof Comment)) {
                node(sealed.get(i), opened.get(i));
            }
        }
        digest.mark('E');
    }
}
