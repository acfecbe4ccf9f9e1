package dev.lockstep.config;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;

/// Patterns of the configuration, in the syntax of RE2 as in sops.
final class Regexes {
    private Regexes() {}

    /// @param name the field that holds the pattern
    /// @throws LockstepException `CONFIG_INVALID` with the column
    static Pattern compile(String name, String pattern, String where) {
        try {
            return Pattern.compile(pattern);
        } catch (PatternSyntaxException e) {
            var part = e.getPattern();
            int at = part == null || part.isEmpty() ? -1 : pattern.indexOf(part);
            throw new LockstepException(
                    Kind.CONFIG_INVALID,
                    name + " does not compile: " + e.getDescription() + (at < 0 ? "" : " at column " + (at + 1)),
                    where,
                    "correct the pattern; it is an RE2 pattern, which knows no look-around and no back-references");
        }
    }
}
