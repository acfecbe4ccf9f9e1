package dev.lockstep.rules;

/// Which values a file encrypts: at most one of the six rules of sops, as text. [LeafRules] is its compiled form.
public sealed interface Selection {
    /// No rule was given; sops writes and assumes `unencrypted_suffix: _unencrypted` then.
    Selection DEFAULT = new UnencryptedSuffix("_unencrypted");

    /// Everything except what stands under a key with this end.
    record UnencryptedSuffix(String suffix) implements Selection {}

    /// Only what stands under a key with this end.
    record EncryptedSuffix(String suffix) implements Selection {}

    /// Everything except what stands under a key in which this RE2 pattern is found.
    record UnencryptedRegex(String regex) implements Selection {}

    /// Only what stands under a key in which this RE2 pattern is found.
    record EncryptedRegex(String regex) implements Selection {}

    /// Everything except what an active comment with this RE2 pattern exempts.
    record UnencryptedCommentRegex(String regex) implements Selection {}

    /// Only what an active comment with this RE2 pattern names.
    record EncryptedCommentRegex(String regex) implements Selection {}

    /// Every value: what binary files have.
    record Everything() implements Selection {}
}
