package dev.lockstep;

import dev.lockstep.crypto.FileMac;
import dev.lockstep.crypto.ValueCipher;
import dev.lockstep.document.Document;
import dev.lockstep.document.Node;
import dev.lockstep.document.Node.Comment;
import dev.lockstep.document.Node.Scalar;
import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;
import dev.lockstep.rules.Leaf;
import dev.lockstep.secret.Plaintext;
import dev.lockstep.secret.Plaintext.Type;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Decrypts an encrypted tree in one walk: decrypts what the rules select and hashes what the MAC covers.
final class TreeDecryptor {
    private final Document document;
    private final ValueCipher cipher;
    private final FileMac mac;
    private final @Nullable OpenedLeaves opened;
    private int plainComments;
    private int leftSealed;

    /// @param opened takes what is decrypted; null if nobody asks for it
    TreeDecryptor(Document document, ValueCipher cipher, FileMac mac, @Nullable OpenedLeaves opened) {
        this.opened = opened;
        this.document = document;
        this.cipher = cipher;
        this.mac = mac;
    }

    /// Comments that look encrypted and did not open.
    int leftSealed() {
        return leftSealed;
    }

    void warnings(List<String> warnings) {
        if (leftSealed > 0) {
            warnings.add(leftSealed + " encrypted comments do not open and stay as they are");
        }
        if (plainComments > 0) {
            warnings.add(plainComments + " comments are not encrypted although the rules of this file want it");
        }
    }

    Node open(Leaf leaf) {
        return switch (leaf.node()) {
            case Comment comment -> leaf.secret() ? openComment(comment, leaf) : comment;
            case Scalar scalar -> leaf.secret() ? openValue(scalar, leaf) : kept(scalar);
            default -> throw new IllegalStateException("a leaf is a scalar or a comment");
        };
    }

    private Node kept(Scalar scalar) {
        mac.add(scalar.value(), false);
        return scalar;
    }

    private Node openComment(Comment comment, Leaf leaf) {
        if (comment.text().isEmpty()) {
            return comment;
        }
        if (!comment.text().startsWith("ENC[")) {
            plainComments++;
            return comment;
        }
        try {
            // sops takes whatever type a comment has as its text; the type is not authenticated. In sops's print a
            // comment that
            // was encrypted is never inline; beside the old bytes it stays where it stands.
            var text = cipher.open(comment.text().lent(), leaf.aad());
            note(leaf, text);
            return new Comment(text, comment.span(), false);
        } catch (LockstepException e) {
            leftSealed++;
            return comment;
        }
    }

    private Node openValue(Scalar scalar, Leaf leaf) {
        if (scalar.value().type() != Type.STRING) {
            throw broken(
                    "expected an encrypted value, found a plain "
                            + word(scalar.value().type()),
                    leaf);
        }
        if (scalar.value().isEmpty()) {
            mac.add(scalar.value(), true);
            return scalar;
        }
        Plaintext value;
        try {
            value = cipher.open(scalar.value().lent(), leaf.aad());
        } catch (LockstepException e) {
            throw broken(e.problem().what(), leaf);
        }
        note(leaf, value);
        if (value.type() == Type.COMMENT) {
            if (!leaf.inSequence()) {
                value.close();
                throw broken("an encrypted comment stands in the place of a value", leaf);
            }
            return new Comment(value, scalar.span(), false);
        }
        mac.add(value, true);
        return new Scalar(value, scalar.span());
    }

    private void note(Leaf leaf, Plaintext value) {
        if (opened != null) {
            opened.add(leaf, value);
        }
    }

    private static String word(Type type) {
        return switch (type) {
            case STRING -> "string";
            case INTEGER -> "int";
            case FLOAT -> "float";
            case BOOLEAN -> "bool";
            case TIME -> "time";
            case COMMENT -> "comment";
            case NULL -> "null";
        };
    }

    private LockstepException broken(String what, Leaf leaf) {
        return new LockstepException(
                Kind.VALUE_NOT_DECRYPTABLE,
                what,
                document.line(leaf.node().span()) + " " + leaf.place(),
                "restore the value from Git, or encrypt the file again from its plain form");
    }
}
