package dev.lockstep.rules;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// A regular expression in Go's syntax (RE2): linear in time, searched for anywhere in the text. The only user of
/// RE2/J.
public final class SearchPattern {
    private final Pattern pattern;

    private SearchPattern(Pattern pattern) {
        this.pattern = pattern;
    }

    /// Compiles an expression; one that does not compile is never taken for one that matches nothing.
    ///
    /// @param name the field or flag it comes from: `encrypted_regex`
    /// @throws LockstepException `CONFIG_INVALID`, naming field and position
    public static SearchPattern compile(String name, String expression) {
        if (!Expansion.isBounded(expression)) {
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

    private static LockstepException invalid(String name, String why, String next) {
        return new LockstepException(Kind.CONFIG_INVALID, name + " does not compile: " + why, "", next);
    }

    public boolean isFoundIn(String text) {
        return pattern.matcher(text).find();
    }

    /// The same for UTF-8 bytes. They may be secret: what is decoded of them is wiped.
    public boolean isFoundIn(byte[] text) {
        // RE2/J can search bytes, but takes a place behind a character outside the BMP for the beginning of the text.
        var characters = StandardCharsets.UTF_8.decode(ByteBuffer.wrap(text));
        try {
            return pattern.matcher(characters).find();
        } finally {
            Arrays.fill(characters.array(), '\0');
        }
    }
}
