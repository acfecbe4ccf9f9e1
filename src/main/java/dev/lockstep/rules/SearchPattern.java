package dev.lockstep.rules;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Matches a regular expression in Go's syntax (RE2): linear in time, searched for anywhere in the text. The only user
/// of RE2/J.
public final class SearchPattern {
    /// Instructions times characters of one text; some seconds.
    private static final long MOST_STEPS = 100_000_000;
    /// All searches with one expression together. Those of a real file take milliseconds.
    private static final long MOST_NANOS = 10_000_000_000L;

    private final String name;
    private final Pattern pattern;
    private final long places;
    private long spent;

    private SearchPattern(String name, Pattern pattern, long places) {
        this.name = name;
        this.pattern = pattern;
        this.places = places;
    }

    /// Compiles an expression; one that does not compile is never taken for one that matches nothing.
    ///
    /// @param name the field or flag it comes from: `encrypted_regex`
    /// @throws LockstepException `CONFIG_INVALID`, naming field and position
    public static SearchPattern compile(String name, String expression) {
        long places = Expansion.places(expression);
        if (places < 0) {
            throw tooLarge(name);
        }
        try {
            return new SearchPattern(name, Pattern.compile(expression), places);
        } catch (StackOverflowError e) {
            throw tooLarge(name);
        } catch (PatternSyntaxException e) {
            int at = Math.max(0, expression.indexOf(e.getPattern()));
            throw invalid(
                    name,
                    e.getDescription(),
                    "correct the expression at character " + (at + 1)
                            + "; its syntax is RE2, without look-around and back-references");
        }
    }

    private static LockstepException invalid(String name, String why, String next) {
        return new LockstepException(Kind.CONFIG_INVALID, name + " does not compile: " + why, "", next);
    }

    private static LockstepException tooLarge(String name) {
        return invalid(
                name,
                "expression nests too deeply or is too large",
                "use a shorter expression with fewer alternatives");
    }

    /// Searches a text.
    ///
    /// @throws LockstepException `CONFIG_INVALID` if the search would take too long
    public boolean isFoundIn(String text) {
        return isFound(text, text.length());
    }

    /// The same for UTF-8 bytes. They may be secret: what is decoded of them is wiped.
    public boolean isFoundIn(byte[] text) {
        // RE2/J can search bytes, but takes a place behind a character outside the BMP for the beginning of the text.
        var characters = StandardCharsets.UTF_8.decode(ByteBuffer.wrap(text));
        try {
            return isFound(characters, characters.length());
        } finally {
            Arrays.fill(characters.array(), '\0');
        }
    }

    private boolean isFound(CharSequence text, int length) {
        if (length * places > MOST_STEPS || spent > MOST_NANOS) {
            throw tooSlow();
        }
        long start = System.nanoTime();
        try {
            return pattern.matcher(text).find();
        } catch (StackOverflowError e) {
            throw tooLarge(name);
        } finally {
            spent += System.nanoTime() - start;
        }
    }

    private LockstepException tooSlow() {
        return new LockstepException(
                Kind.CONFIG_INVALID,
                name + " takes too long to search for in this file",
                "",
                "use a shorter expression with fewer alternatives");
    }
}
