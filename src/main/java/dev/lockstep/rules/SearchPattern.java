package dev.lockstep.rules;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;

/// A regular expression in Go's syntax (RE2): linear in time, searched for anywhere in the text. The only user of
/// RE2/J.
public final class SearchPattern {
    /// As in Go 1.19 and later; deeper ones would exhaust the stack of the compiler.
    private static final int DEEPEST = 1000;

    private static final int LONGEST = 64 * 1024;

    private final Pattern pattern;

    private SearchPattern(Pattern pattern) {
        this.pattern = pattern;
    }

    /// Compiles an expression; one that does not compile is never taken for one that matches nothing.
    ///
    /// @param name the field or flag it comes from: `encrypted_regex`
    /// @throws LockstepException `CONFIG_INVALID`, naming field and position
    public static SearchPattern compile(String name, String expression) {
        if (expression.length() > LONGEST || depth(expression) > DEEPEST) {
            throw invalid(name, "expression nests too deeply or is too large", "use a shorter expression");
        }
        try {
            return new SearchPattern(Pattern.compile(expression));
        } catch (PatternSyntaxException e) {
            int at = Math.max(0, expression.indexOf(e.getPattern()));
            throw invalid(
                    name,
                    e.getDescription(),
                    "mend the expression at character " + (at + 1)
                            + "; its syntax is RE2, without look-around and back-references");
        }
    }

    private static int depth(String expression) {
        int depth = 0;
        int deepest = 0;
        for (int i = 0; i < expression.length(); i++) {
            switch (expression.charAt(i)) {
                case '\\' -> i++;
                case '(' -> deepest = Math.max(deepest, ++depth);
                case ')' -> depth--;
                default -> {}
            }
        }
        return deepest;
    }

    private static LockstepException invalid(String name, String why, String next) {
        return new LockstepException(Kind.CONFIG_INVALID, name + " does not compile: " + why, "", next);
    }

    public boolean isFoundIn(String text) {
        return pattern.matcher(text).find();
    }

    /// The same for UTF-8 bytes; they may be secret and are not copied.
    public boolean isFoundIn(byte[] text) {
        return pattern.matcher(text).find();
    }
}
