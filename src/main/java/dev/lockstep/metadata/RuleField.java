package dev.lockstep.metadata;

import dev.lockstep.rules.Selection;
import dev.lockstep.rules.Selection.EncryptedCommentRegex;
import dev.lockstep.rules.Selection.EncryptedRegex;
import dev.lockstep.rules.Selection.EncryptedSuffix;
import dev.lockstep.rules.Selection.UnencryptedCommentRegex;
import dev.lockstep.rules.Selection.UnencryptedRegex;
import dev.lockstep.rules.Selection.UnencryptedSuffix;
import java.util.Locale;

/// The fields of the `sops` block that hold a selection rule; at most one is set.
enum RuleField {
    UNENCRYPTED_SUFFIX,
    ENCRYPTED_SUFFIX,
    UNENCRYPTED_REGEX,
    ENCRYPTED_REGEX,
    UNENCRYPTED_COMMENT_REGEX,
    ENCRYPTED_COMMENT_REGEX;

    String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    Selection of(String text) {
        return switch (this) {
            case UNENCRYPTED_SUFFIX -> new UnencryptedSuffix(text);
            case ENCRYPTED_SUFFIX -> new EncryptedSuffix(text);
            case UNENCRYPTED_REGEX -> new UnencryptedRegex(text);
            case ENCRYPTED_REGEX -> new EncryptedRegex(text);
            case UNENCRYPTED_COMMENT_REGEX -> new UnencryptedCommentRegex(text);
            case ENCRYPTED_COMMENT_REGEX -> new EncryptedCommentRegex(text);
        };
    }
}
