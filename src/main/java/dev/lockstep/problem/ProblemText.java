package dev.lockstep.problem;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Renders a problem as lines for a terminal, or as one line for a log or a condition. The only place that decides how
/// causes and hints look; every text is escaped on its way out.
public final class ProblemText {
    /// Bytes of a condition's message, in UTF-8. Kubernetes allows 32 KiB, and a whole object has to fit into 1.5 MiB.
    private static final int LONGEST_MESSAGE = 4096;

    private static final String INDENT = "  ";
    private static final String CUT_MARK = " … (cut)";

    private ProblemText() {}

    /// The headline, then one indented line for each cause, whole, and at last the hint.
    public static List<String> lines(Problem problem) {
        return lines(problem.line(), problem.causes(), problem.next());
    }

    /// The same for a problem that is told in other words.
    ///
    /// @param next an order to the reader; empty when there is none
    public static List<String> lines(String headline, List<String> causes, String next) {
        var lines = new ArrayList<String>(causes.size() + 2);
        lines.add(Problem.escaped(headline));
        for (var cause : causes) {
            lines.add(INDENT + Problem.escaped(cause));
        }
        if (!next.isEmpty()) {
            lines.add(hint(next));
        }
        return lines;
    }

    /// The indented line that says what to do next.
    public static String hint(String next) {
        return INDENT + "hint: " + Problem.escaped(next);
    }

    /// Headline and causes on one line, whole: `HEADLINE: CAUSE; CAUSE`.
    public static String oneLine(String headline, List<String> causes) {
        var line = new StringBuilder(Problem.escaped(headline));
        for (int i = 0; i < causes.size(); i++) {
            line.append(i == 0 ? ": " : "; ").append(Problem.escaped(causes.get(i)));
        }
        return line.toString();
    }

    /// The message of a Kubernetes condition, bounded: what is cut is the end of the problem, never the rest.
    ///
    /// @param problem what is wrong, with its causes
    /// @param rest what holds until it is put right, and what to do; much shorter than the bound
    public static String conditionMessage(String problem, String rest) {
        return bounded(problem, LONGEST_MESSAGE - rest.getBytes(StandardCharsets.UTF_8).length) + rest;
    }

    /// The text, cut at its end with a visible mark if it has more bytes in UTF-8. For the edge where somebody else
    /// sets a bound, nowhere else.
    public static String bounded(String text, int mostBytes) {
        if (text.length() * 3L <= mostBytes || text.getBytes(StandardCharsets.UTF_8).length <= mostBytes) {
            return text;
        }
        int left = mostBytes - CUT_MARK.getBytes(StandardCharsets.UTF_8).length;
        int end = 0;
        while (end < text.length()) {
            int point = text.codePointAt(end);
            left -= point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
            if (left < 0) {
                break;
            }
            end += Character.charCount(point);
        }
        return text.substring(0, end) + CUT_MARK;
    }
}
