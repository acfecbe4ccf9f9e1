package dev.lockstep.config;

import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;
import dev.lockstep.rules.Selection;
import java.util.ArrayList;
import java.util.List;

/// Which values a creation rule and the flags select: one of six ways, of which at most one may be used.
final class RuleSelections {
    private static final String ALTERNATIVES = "cannot use more than one of encrypted_suffix, unencrypted_suffix, "
            + "encrypted_regex, unencrypted_regex, encrypted_comment_regex, or unencrypted_comment_regex ";

    private RuleSelections() {}

    /// The fields that a rule has; empty texts count as absent.
    ///
    /// @throws LockstepException `CONFIG_INVALID` if there are two
    static List<Selection> of(Fields rule) {
        var selections = new ArrayList<Selection>();
        for (var selection : List.of(
                new Selection.UnencryptedSuffix(rule.text("unencrypted_suffix")),
                new Selection.EncryptedSuffix(rule.text("encrypted_suffix")),
                new Selection.UnencryptedRegex(rule.text("unencrypted_regex")),
                new Selection.EncryptedRegex(rule.text("encrypted_regex")),
                new Selection.UnencryptedCommentRegex(rule.text("unencrypted_comment_regex")),
                new Selection.EncryptedCommentRegex(rule.text("encrypted_comment_regex")))) {
            if (!rule.text(Selection.name(selection)).isEmpty()) {
                selections.add(selection);
            }
        }
        if (selections.size() > 1) {
            throw new LockstepException(
                    Kind.CONFIG_INVALID,
                    "error loading config: " + ALTERNATIVES + "for the same rule",
                    rule.where(),
                    "keep one of them");
        }
        return selections;
    }

    /// What remains when flags go over a rule.
    ///
    /// @throws LockstepException `CONFLICTING_PARAMETERS` if two remain
    static Selection chosen(List<Selection> flags, List<Selection> rule) {
        var selections = new ArrayList<>(flags);
        for (var selection : rule) {
            if (flags.stream().noneMatch(flag -> flag.getClass() == selection.getClass())) {
                selections.add(selection);
            }
        }
        if (selections.size() > 1) {
            throw new LockstepException(
                    Kind.CONFLICTING_PARAMETERS,
                    "Error: " + ALTERNATIVES + "in the same file",
                    "",
                    "flags and creation rule count together: keep one of them");
        }
        return selections.isEmpty() ? Selection.DEFAULT : selections.getFirst();
    }
}
