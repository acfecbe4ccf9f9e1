package dev.lockstep.sync.agent;

import dev.lockstep.problem.Problem;
import dev.lockstep.sync.engine.Outcome;
import dev.lockstep.sync.engine.Outcome.Result;
import java.io.PrintStream;

/// Tells a person what a pass did: one line for each Secret, refusals on the error stream with a hint.
final class Report {
    private final PrintStream out;
    private final PrintStream err;

    Report(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    void tell(Outcome outcome) {
        switch (outcome.result()) {
            case Result.Written(var version) -> say(outcome, "written from", version);
            case Result.Unchanged(var version) -> say(outcome, "unchanged, as in", version);
            case Result.Removed _ -> out.println(Problem.escaped(outcome.subject() + " removed"));
            case Result.Refused(var problem) -> tell(problem);
        }
    }

    private void say(Outcome outcome, String verb, String version) {
        // Names of files come from strangers.
        out.println(Problem.escaped(outcome.subject() + " " + verb + " " + outcome.origin() + " at " + brief(version)));
    }

    void nothingFound(String version) {
        out.println("no Secret manifest at " + brief(version));
    }

    void tell(Problem problem) {
        err.println("lockstep-sync: " + problem.line());
        if (!problem.next().isEmpty()) {
            err.println("hint: " + Problem.escaped(problem.next()));
        }
    }

    private static String brief(String version) {
        int colon = version.indexOf(':');
        return version.substring(0, Math.min(version.length(), colon + 1 + 12));
    }
}
