package dev.lockstep.rules;

import java.util.ArrayDeque;

/// Computes how large an RE2 expression becomes when its counted repetitions are written out: `(a{100}){100}` has
/// 10,000 places.
///
/// RE2/J bounds a single count but, unlike Go, neither the product of nested ones nor the depth; and it follows what
/// consumes no character by recursion, so `(a?)(b?)…` needs a stack as deep as it is long. So a line of `.sops.yaml`,
/// or of a file's metadata, could exhaust memory or stack. The estimate never needs the expression to be valid.
final class Expansion {
    /// As in Go 1.19 and later.
    private static final int DEEPEST = 1000;

    /// What is looked at: the estimate itself looks ahead.
    private static final int LONGEST = 64 * 1024;

    /// Far above what Go lets through by its own bound on nested counts, 1,000.
    private static final long MOST_PLACES = 100_000;

    /// What RE2/J can follow on a stack of 1 MiB, of which others need a part: alternatives, options, groups.
    private static final long MOST_BRANCHES = 2_000;

    /// The size of an expression or a part of it.
    ///
    /// @param places instructions that it takes
    /// @param branches those of them that may be followed without a character
    private record Size(long places, long branches) {
        static final Size NONE = new Size(0, 0);
        static final Size CHARACTER = new Size(1, 0);
        static final Size BRANCH = new Size(1, 1);
        static final Size GROUP = new Size(2, 2);
        static final Size OPTION = new Size(1, 3);

        Size plus(Size other) {
            return new Size(places + other.places, branches + other.branches);
        }

        Size times(long count) {
            return new Size(places * count, branches * count);
        }

        boolean isBounded() {
            return places <= MOST_PLACES && branches <= MOST_BRANCHES;
        }
    }

    private final String expression;
    private final ArrayDeque<Size> enclosing = new ArrayDeque<>();
    private int at;
    private Size size = Size.NONE;
    private Size last = Size.NONE;

    private Expansion(String expression) {
        this.expression = expression;
    }

    /// How many instructions an expression takes at most.
    ///
    /// @return a negative number if it is too large or nests too deeply
    static long places(String expression) {
        var expansion = new Expansion(expression);
        return expression.length() <= LONGEST && expansion.isBounded() ? expansion.size.places() : -1;
    }

    private boolean isBounded() {
        while (at < expression.length() && size.isBounded() && enclosing.size() <= DEEPEST) {
            switch (expression.charAt(at++)) {
                case '(' -> {
                    enclosing.push(size);
                    size = Size.NONE;
                }
                case ')' -> close();
                case '[' -> skipClass();
                case '\\' -> skipEscape();
                case '{' -> repeat();
                case '|' -> size = size.plus(isOneCharacterBefore(at - 1) ? Size.CHARACTER : Size.BRANCH);
                case '?', '*', '+', '^', '$' -> size = size.plus(Size.BRANCH);
                default -> atom(Size.CHARACTER);
            }
        }
        for (var outer : enclosing) {
            size = size.plus(outer);
        }
        return size.isBounded() && enclosing.size() <= DEEPEST;
    }

    /// Whether an alternative that ends here is one character: such become a class, `a|b` is `[ab]`.
    private boolean isOneCharacterBefore(int end) {
        return end == 1
                || end > 1
                        && "|(".indexOf(expression.charAt(end - 2)) >= 0
                        && (end == 2 || expression.charAt(end - 3) != '\\');
    }

    private void atom(Size atom) {
        last = atom;
        size = size.plus(atom);
    }

    private void close() {
        if (!enclosing.isEmpty()) {
            var group = size.plus(Size.GROUP);
            size = enclosing.pop();
            atom(group);
        }
    }

    private void skipEscape() {
        if (expression.startsWith("Q", at)) {
            int end = expression.indexOf("\\E", at);
            int after = end < 0 ? expression.length() : end + 2;
            size = size.plus(Size.CHARACTER.times(after - at));
            at = after;
            last = Size.CHARACTER;
        } else {
            // \b, \B, \A and \z consume nothing.
            boolean isAssertion = at < expression.length() && "bBAz".indexOf(expression.charAt(at)) >= 0;
            at++;
            atom(isAssertion ? Size.BRANCH : Size.CHARACTER);
        }
    }

    private void skipClass() {
        if (expression.startsWith("^", at)) {
            at++;
        }
        int first = at;
        while (at < expression.length() && (at == first || expression.charAt(at) != ']')) {
            int named = expression.startsWith("[:", at) ? expression.indexOf(":]", at + 2) : -1;
            at = named >= 0 ? named + 2 : at + (expression.charAt(at) == '\\' ? 2 : 1);
        }
        at++;
        atom(Size.CHARACTER);
    }

    /// `{n}`, `{n,}` or `{n,m}`; anything else is a brace.
    private void repeat() {
        int end = expression.indexOf('}', at);
        int comma = expression.indexOf(',', at);
        boolean isRange = comma >= 0 && comma < end;
        int least = end < 0 ? -1 : count(at, isRange ? comma : end);
        int most = isRange && comma + 1 < end ? count(comma + 1, end) : least;
        if (least < 0 || most < 0) {
            atom(Size.CHARACTER);
            return;
        }
        at = end + 1;
        long times = Math.max(1, Math.max(least, most));
        var added = last.times(times - 1);
        if (most != least || isRange) {
            added = added.plus(Size.OPTION.times(times));
        }
        size = size.plus(added);
        last = last.plus(added);
    }

    private int count(int from, int to) {
        int count = 0;
        for (int i = from; i < to; i++) {
            int digit = expression.charAt(i) - '0';
            if (digit < 0 || digit > 9 || i - from > 4) {
                return -1; // longer ones do not compile
            }
            count = count * 10 + digit;
        }
        return from == to ? -1 : count;
    }
}
