package dev.lockstep.rules;

/// Selects the values that a file encrypts: at most one of the six rules of sops, as text. [LeafRules] is its compiled
/// form.
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

    /// The rule's field name in `.sops.yaml` and in the `sops` block; empty for everything.
    static String name(Selection selection) {
        return switch (selection) {
            case UnencryptedSuffix _ -> "unencrypted_suffix";
            case EncryptedSuffix _ -> "encrypted_suffix";
            case UnencryptedRegex _ -> "unencrypted_regex";
            case EncryptedRegex _ -> "encrypted_regex";
            case UnencryptedCommentRegex _ -> "unencrypted_comment_regex";
            case EncryptedCommentRegex _ -> "encrypted_comment_regex";
            case Everything _ -> "";
        };
    }

    /// The rule's suffix or expression; empty for everything.
    static String text(Selection selection) {
        return switch (selection) {
            case UnencryptedSuffix(var suffix) -> suffix;
            case EncryptedSuffix(var suffix) -> suffix;
            case UnencryptedRegex(var regex) -> regex;
            case EncryptedRegex(var regex) -> regex;
            case UnencryptedCommentRegex(var regex) -> regex;
            case EncryptedCommentRegex(var regex) -> regex;
            case Everything() -> "";
        };
    }
}
