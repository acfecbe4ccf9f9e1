package dev.lockstep.sync.engine;

import dev.lockstep.sync.engine.PropertyPath.Comparison;
import dev.lockstep.sync.engine.PropertyPath.Operator;
import dev.lockstep.sync.engine.PropertyPath.Step;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads gjson paths. What gjson knows and this does not is refused, never taken for a name.
final class PropertyPathReader {
    private static final int LONGEST_INDEX = 9;

    /// Longer ones first.
    private static final List<Operator> OPERATORS = List.of(
            Operator.NOT_EQUAL,
            Operator.LESS_OR_EQUAL,
            Operator.GREATER_OR_EQUAL,
            Operator.NOT_LIKE,
            Operator.EQUAL,
            Operator.LESS,
            Operator.GREATER,
            Operator.LIKE);

    private final String text;
    private int at;

    PropertyPathReader(String text) {
        this.text = text;
    }

    /// The path is none, or none that is served.
    static final class UnreadablePath extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final transient PropertyPath.Read.Refused refusal;

        UnreadablePath(Cause cause, String what) {
            super(what);
            this.refusal = new PropertyPath.Read.Refused(cause, what);
        }

        PropertyPath.Read.Refused refusal() {
            return refusal;
        }
    }

    PropertyPath path() {
        if (text.startsWith("..")) {
            throw notServed("a path over lines of JSON");
        }
        List<List<Step>> stretches = new ArrayList<>();
        do {
            if (is('!')) {
                throw notServed("a literal in a path");
            }
            List<Step> steps = new ArrayList<>();
            do {
                steps.add(step());
            } while (take('.'));
            stretches.add(steps);
        } while (take('|'));
        return new PropertyPath(stretches);
    }

    private Step step() {
        if (is('[') || is('{')) {
            throw notServed("a path that builds new JSON");
        }
        if (is('@') && modifier() instanceof Step change) {
            return change;
        }
        if (is('#') && (isEnd(at + 1) || "([".indexOf(text.charAt(at + 1)) >= 0)) {
            at++;
            return isEnd(at) ? new Step.Each() : where();
        }
        return name();
    }

    /// Null if it is the name of no modifier: then it is one of a member.
    private @Nullable Step modifier() {
        int end = at + 1;
        while (!isEnd(end) && text.charAt(end) != ':') {
            end++;
        }
        var name = text.substring(at + 1, end);
        if (!Modifier.isKnown(name)) {
            return null;
        }
        if (!isEnd(end)) {
            throw notServed("the modifier @" + name + " with an argument");
        }
        at = end;
        return new Step.Change(
                Modifier.named(name) instanceof Modifier modifier ? modifier : refuse("the modifier @" + name));
    }

    private static Modifier refuse(String what) {
        throw notServed(what);
    }

    private Step name() {
        int start = at;
        while (!isEnd(at)) {
            at += is('\\') ? 2 : 1;
        }
        at = Math.min(at, text.length());
        var name = text.substring(start, at);
        boolean number = !name.isEmpty()
                && name.length() <= LONGEST_INDEX
                && name.chars().allMatch(c -> c >= '0' && c <= '9');
        return new Step.Name(Glob.of(name), number ? Integer.parseInt(name) : -1);
    }

    /// What stands in brackets after `#`.
    private Step where() {
        int start = ++at;
        int operator = -1;
        for (int depth = 1; depth > 0; at++) {
            if (at >= text.length()) {
                throw malformed("a query has no closing bracket");
            }
            switch (text.charAt(at)) {
                case '(', '[' -> depth++;
                case ')', ']' -> depth--;
                case '\\' -> at++;
                case '"' -> skipQuoted();
                case '=', '!', '<', '>', '%' -> operator = depth == 1 && operator < 0 ? at : operator;
                default -> {}
            }
        }
        int end = at - 1;
        boolean all = take('#');
        if (!isEnd(at)) {
            throw malformed("something follows a query without a dot");
        }
        var path = text.substring(start, operator < 0 ? end : operator).strip();
        var comparison = operator < 0
                ? new Comparison(Operator.EXISTS, "")
                : comparison(text.substring(operator, end).strip());
        return new Step.Where(path.isEmpty() ? null : new PropertyPathReader(path).path(), comparison, all);
    }

    /// Leaves the place at the closing quote.
    private void skipQuoted() {
        for (at++; at < text.length() && text.charAt(at) != '"'; at++) {
            if (text.charAt(at) == '\\') {
                at++;
            }
        }
    }

    private static Comparison comparison(String text) {
        var signed = text.startsWith("==") ? text.substring(1) : text;
        for (var operator : OPERATORS) {
            if (signed.startsWith(operator.sign())) {
                return new Comparison(
                        operator,
                        compared(signed.substring(operator.sign().length()).strip()));
            }
        }
        throw malformed("a query has no operator that is known");
    }

    private static String compared(String text) {
        if (text.startsWith("~")) {
            throw notServed("a query for what counts as true, false or null");
        }
        return text.length() > 1 && text.startsWith("\"") && text.endsWith("\"") ? Json.unquoted(text) : text;
    }

    private boolean is(char expected) {
        return at < text.length() && text.charAt(at) == expected;
    }

    private boolean take(char expected) {
        boolean there = is(expected);
        if (there) {
            at++;
        }
        return there;
    }

    private boolean isEnd(int place) {
        return place >= text.length() || text.charAt(place) == '.' || text.charAt(place) == '|';
    }

    private static UnreadablePath malformed(String what) {
        return new UnreadablePath(Cause.SPEC_INVALID, "the property is not a valid path: " + what);
    }

    private static UnreadablePath notServed(String what) {
        return new UnreadablePath(Cause.NOT_SERVED, "the property is " + what + ", which is not served yet");
    }
}
