package dev.lockstep.sync.agent;

import dev.lockstep.problem.Problem;
import dev.lockstep.sync.engine.KeyOrigin;
import dev.lockstep.sync.engine.Outcome;
import dev.lockstep.sync.engine.Outcome.Result;
import java.io.PrintStream;
import java.util.List;
import java.util.stream.Collectors;

/// Tells a person what a pass did: one line for each Secret, refusals on the error stream with a hint.
public final class Report {
    private final PrintStream out;
    private final PrintStream err;
    private final String mood;

    public Report(PrintStream out, PrintStream err) {
        this(out, err, "");
    }

    private Report(PrintStream out, PrintStream err, String mood) {
        this.out = out;
        this.err = err;
        this.mood = mood;
    }

    /// Of a pass that changes nothing.
    static Report ofDryRun(PrintStream out, PrintStream err) {
        return new Report(out, err, "would be ");
    }

    void tell(Outcome outcome) {
        switch (outcome.result()) {
            case Result.Written(_, var origins, _, _, var adoption) -> {
                say(outcome, mood + "written from", origins);
                if (adoption != null) {
                    out.println(Problem.escaped(outcome.subject() + " " + adoption.line()));
                }
            }
            case Result.Unchanged(var origins, _, _) -> say(outcome, "unchanged, as in", origins);
            case Result.NotWritten(var origins) -> say(outcome, "not written, as it wishes, from", origins);
            case Result.Retained _ -> out.println(Problem.escaped(outcome.subject() + " kept as it is"));
            case Result.Waiting _ -> out.println(Problem.escaped(outcome.subject() + " not due"));
            case Result.Gone _ -> out.println(Problem.escaped(outcome.subject() + " is gone"));
            case Result.Removed _ -> out.println(Problem.escaped(outcome.subject() + " " + mood + "removed"));
            case Result.Refused(var fault) -> tell(fault.line(), fault.details(), fault.next());
        }
    }

    private void say(Outcome outcome, String verb, List<KeyOrigin> origins) {
        var sources = outcome.origin().isEmpty() ? ofStores(origins) : outcome.origin() + at(versions(origins));
        // Names of files come from strangers.
        out.println(Problem.escaped(outcome.subject() + " " + verb + " " + sources));
    }

    private static String ofStores(List<KeyOrigin> origins) {
        return origins.stream()
                .map(origin -> origin.store() + " " + origin.remoteKey() + at(brief(origin.version())))
                .distinct()
                .collect(Collectors.joining(", "));
    }

    private static String versions(List<KeyOrigin> origins) {
        return origins.stream()
                .map(KeyOrigin::version)
                .distinct()
                .map(Report::brief)
                .collect(Collectors.joining(", "));
    }

    private static String at(String version) {
        return version.isEmpty() ? "" : " at " + version;
    }

    void lostStructure(String name) {
        err.println("lockstep-sync: warning: " + Problem.escaped(name)
                + ": had a structure digest when it was applied last, and has none now");
        err.println("hint: sops drops it when it writes; if nobody did that, compare the file with its history."
                + " --require-structure refuses it");
    }

    /// Files that hold no Kubernetes object.
    void passedOver(int files) {
        if (files > 0) {
            out.println("passed over " + files + (files == 1 ? " file that holds" : " files that hold")
                    + " no Kubernetes object");
        }
    }

    void nothingFound(String version) {
        out.println("no Secret manifest at " + brief(version));
    }

    public void tell(Problem problem) {
        tell(problem.line(), problem.details(), problem.next());
    }

    private void tell(String line, List<String> details, String next) {
        err.println("lockstep-sync: " + line);
        details.forEach(detail -> err.println("  " + Problem.escaped(detail)));
        if (!next.isEmpty()) {
            err.println("hint: " + Problem.escaped(next));
        }
    }

    private static String brief(String version) {
        int colon = version.indexOf(':');
        return version.substring(0, Math.min(version.length(), colon + 1 + 12));
    }
}
