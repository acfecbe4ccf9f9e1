package dev.lockstep.sync.engine;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Holds a parsed gjson path: stretches of steps, each applied to the result of the one before.
///
/// @param stretches what stands between the `|`, at least one
record PropertyPath(List<List<Step>> stretches) {
    private static final int LONGEST = 1000;

    PropertyPath {
        stretches = stretches.stream().map(List::copyOf).toList();
    }

    /// One step from a value to another.
    sealed interface Step {
        /// To a member of an object by its name, or to an element of an array.
        ///
        /// @param index the name as a number; -1 if it is none
        record Name(Glob name, int index) implements Step {}

        /// To each element of an array; at the end of a path to how many there are.
        record Each() implements Step {}

        /// To the first element of an array that fits, or to all that do.
        record Where(@Nullable PropertyPath path, Comparison comparison, boolean all) implements Step {}

        /// To a changed value.
        record Change(Modifier modifier) implements Step {}
    }

    /// What an element is asked.
    ///
    /// @param text what it is compared with
    record Comparison(Operator operator, String text) {}

    /// How two values are compared.
    enum Operator {
        EXISTS(""),
        EQUAL("="),
        NOT_EQUAL("!="),
        LESS("<"),
        LESS_OR_EQUAL("<="),
        GREATER(">"),
        GREATER_OR_EQUAL(">="),
        LIKE("%"),
        NOT_LIKE("!%");

        private final String sign;

        Operator(String sign) {
            this.sign = sign;
        }

        String sign() {
            return sign;
        }
    }

    /// What reading a path gives.
    sealed interface Read {
        record Good(PropertyPath path) implements Read {}

        /// @param what lower case, no full stop
        record Refused(Cause cause, String what) implements Read {}
    }

    static Read read(String text) {
        if (text.length() > LONGEST) {
            return new Read.Refused(Cause.SPEC_INVALID, "the property has more than " + LONGEST + " characters");
        }
        try {
            return new Read.Good(new PropertyPathReader(text).path());
        } catch (PropertyPathReader.UnreadablePath e) {
            return e.refusal();
        }
    }
}
