package dev.lockstep;

import dev.lockstep.crypto.FileMac;
import dev.lockstep.crypto.ValueCipher;
import dev.lockstep.document.Node;
import dev.lockstep.document.Node.Comment;
import dev.lockstep.document.Node.Mapping;
import dev.lockstep.document.Node.Scalar;
import dev.lockstep.document.Span;
import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;
import dev.lockstep.rules.Leaf;
import dev.lockstep.rules.LeafRules;
import dev.lockstep.secret.Plaintext;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Encrypts a plain tree in one walk: hashes what the MAC covers and encrypts what the rules select.
final class TreeEncryptor {
    private static final int COMMENT_TRIES = 100;

    private final LeafRules leaves;
    private final ValueCipher cipher;
    private final FileMac mac;
    private final boolean canonical;
    private final OpenedLeaves.@Nullable Reuse reuse;
    private int values;
    private int sealed;

    /// @param reuse ciphertexts of values that may have stayed; null to encrypt all anew
    TreeEncryptor(
            LeafRules leaves, ValueCipher cipher, FileMac mac, boolean canonical, OpenedLeaves.@Nullable Reuse reuse) {
        this.reuse = reuse;
        this.leaves = leaves;
        this.cipher = cipher;
        this.mac = mac;
        this.canonical = canonical;
    }

    List<Mapping> seal(List<Mapping> roots) {
        return leaves.walk(roots, this::seal);
    }

    /// How many values the walk met, comments and nulls left out.
    int values() {
        return values;
    }

    /// How many values and comments were encrypted.
    int sealed() {
        return sealed;
    }

    private Node seal(Leaf leaf) {
        if (!(leaf.node() instanceof Comment)) {
            values++;
            mac.add(leaf.value(), leaf.secret());
        }
        // An empty text stays empty (spec 2.2).
        if (!leaf.secret() || leaf.value().isEmpty()) {
            return leaf.node();
        }
        sealed++;
        if (reuse != null && reuse.take(leaf) instanceof Node earlier) {
            return kept(earlier, leaf);
        }
        if (!(leaf.node() instanceof Comment comment)) {
            return new Scalar(
                    Plaintext.owning(Plaintext.Type.STRING, cipher.seal(leaf.value(), leaf.aad())),
                    leaf.node().span());
        }
        byte[] ciphertext = sealComment(leaves, cipher, leaf, leaf.value());
        // sops writes the encrypted comments of a list as items of that list; beside the old bytes they stay comments.
        return canonical && leaf.inSequence()
                ? new Scalar(Plaintext.owning(Plaintext.Type.STRING, ciphertext), Span.NONE)
                : new Comment(Plaintext.owning(Plaintext.Type.COMMENT, ciphertext), comment.span(), comment.inline());
    }

    /// The ciphertext that a value had, in its place of now; a comment stays the item that it was.
    static Node kept(Node earlier, Leaf leaf) {
        var span = leaf.node().span();
        return switch (earlier) {
            case Scalar(var ciphertext, _)
            when !(leaf.node() instanceof Comment comment && comment.inline()) -> new Scalar(ciphertext.copy(), span);
            case Scalar(var ciphertext, _) -> comment(ciphertext, span, true);
            case Comment(var ciphertext, _, _) ->
                comment(ciphertext, span, leaf.node() instanceof Comment comment && comment.inline());
            default -> throw new IllegalStateException("a ciphertext is a scalar or a comment");
        };
    }

    private static Comment comment(Plaintext ciphertext, Span span, boolean inline) {
        return new Comment(
                Plaintext.owning(Plaintext.Type.COMMENT, ciphertext.lent().clone()), span, inline);
    }

    /// A short pattern is found in some ciphertexts by chance; another IV gives another ciphertext.
    static byte[] sealComment(LeafRules leaves, ValueCipher cipher, Leaf leaf, Plaintext text) {
        for (int i = 0; i < COMMENT_TRIES; i++) {
            byte[] ciphertext = cipher.seal(text, leaf.aad());
            if (!leaves.exemptsComment(ciphertext)) {
                return ciphertext;
            }
        }
        throw new LockstepException(
                Kind.VALUE_NOT_ENCRYPTABLE,
                "unencrypted_comment_regex matches an encrypted comment",
                leaf.place(),
                "make the pattern more specific");
    }
}
