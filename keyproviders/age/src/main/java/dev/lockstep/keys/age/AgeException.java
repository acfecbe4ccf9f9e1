package dev.lockstep.keys.age;

import java.util.List;

/// Reports an age file, key or plugin answer that is refused. The message is a clause for a person, lower case, without
/// full stop; it never quotes key material, and quotes nothing of a file that might be a misplaced private key.
final class AgeException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final Kind kind;
    private final transient List<String> causes;

    AgeException(Kind kind, String what) {
        this(kind, what, List.of(what));
    }

    /// For several causes of one kind, each a clause like the message.
    AgeException(Kind kind, List<String> causes) {
        this(kind, causes.getFirst(), causes);
    }

    private AgeException(Kind kind, String what, List<String> causes) {
        super(what, null, false, false);
        this.kind = kind;
        this.causes = List.copyOf(causes);
    }

    /// The message, or each of several causes, of which the message is the first.
    List<String> causes() {
        return causes;
    }

    Kind kind() {
        return kind;
    }

    /// Where the refusal happened; the age testkit tells these apart.
    enum Kind {
        /// The ASCII armor is not canonical.
        ARMOR,
        /// The header is malformed, or a stanza meant for one of our identities is.
        HEADER,
        /// The header was changed by somebody without the file key.
        HMAC,
        /// A chunk of the payload does not authenticate, or the payload was cut or lengthened.
        PAYLOAD,
        /// A recipient, an identity, a key file or a passphrase is unusable.
        KEY,
        /// A plugin is missing, broke the protocol, failed or ran out of time.
        PLUGIN
    }
}
