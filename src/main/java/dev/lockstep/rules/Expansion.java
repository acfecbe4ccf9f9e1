package dev.lockstep.rules;

import java.util.ArrayDeque;

/// How large an RE2 expression becomes when its counted repetitions are written out: `(a{100}){100}` has 10,000 places.
///
/// RE2/J bounds a single count but, unlike Go, neither the product of nested ones nor the depth; so a line of
/// `.sops.yaml` could exhaust memory or stack. The estimate never needs the expression to be valid.
final class Expansion {
    /// As in Go 1.19 and later.
    private static final int DEEPEST = 1000;

    /// Far above what Go lets through by its own bound on nested counts, 1,000.
    private static final long LARGEST = 100_000;

    private final String expression;
    private final ArrayDeque<Long> enclosing = new ArrayDeque<>();
    private int at;
    private long size;
    private long last;

    private Expansion(String expression) {
        this.expression = expression;
    }

    static boolean isBounded(String expression) {
        return new Expansion(expression).isBounded();
    }

    private boolean isBounded() {
        while (at < expression.length() && size <= LARGEST && enclosing.size() <= DEEPEST) {
            switch (expression.charAt(at++)) {
                case '(' -> {
                    enclosing.push(size);
                    size = 0;
                }
                case ')' -> close();
                case '[' -> skipClass();
                case '\\' -> skipEscape();
                case '{' -> repeat();
                default -> atom(1);
            }
        }
        return size + enclosing.stream().mapToLong(Long::longValue).sum() <= LARGEST && enclosing.size() <= DEEPEST;
    }

    private void atom(long places) {
        last = places;
        size += places;
    }

    private void close() {
        if (!enclosing.isEmpty()) {
            long group = size + 2;
            size = enclosing.pop();
            atom(group);
        }
    }

    private void skipEscape() {
        if (expression.startsWith("Q", at)) {
            int end = expression.indexOf("\\E", at);
            int after = end < 0 ? expression.length() : end + 2;
            size += after - at;
            at = after;
            last = 1;
        } else {
            at++;
            atom(1);
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
        atom(1);
    }

    /// `{n}`, `{n,}` or `{n,m}`; anything else is a brace.
    private void repeat() {
        int end = expression.indexOf('}', at);
        int comma = expression.indexOf(',', at);
        boolean isRange = comma >= 0 && comma < end;
        int least = end < 0 ? -1 : count(at, isRange ? comma : end);
        int most = isRange && comma + 1 < end ? count(comma + 1, end) : least;
        if (least < 0 || most < 0) {
            atom(1);
            return;
        }
        at = end + 1;
        long times = Math.max(1, Math.max(least, most));
        size += last * (times - 1);
        last *= times;
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
