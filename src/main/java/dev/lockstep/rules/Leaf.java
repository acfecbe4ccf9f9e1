package dev.lockstep.rules;

import dev.lockstep.document.Node;
import dev.lockstep.secret.Plaintext;

/// One value or comment during the walk of [LeafRules], with what the rules say of it. Valid only within the visit.
public interface Leaf {
    /// A [Node.Scalar] that is not null, or a [Node.Comment].
    Node node();

    /// The node's value; the text of a comment.
    Plaintext value();

    /// Whether the rules want it encrypted.
    boolean secret();

    /// Whether an alias led here, so that the value stands elsewhere.
    boolean aliased();

    /// Whether the container is a list. sops writes encrypted comments of lists as items.
    boolean inSequence();

    /// The additional data of its ciphertext: the map keys of its path joined by `:`, and a `:` at the end (spec 2.2).
    byte[] aad();

    /// Its key path for people: `spec.users[2].password`; of a comment, that of its container.
    String place();
}
