package dev.lockstep.sync.agent;

import dev.lockstep.problem.Problem;
import dev.lockstep.problem.ProblemText;
import dev.lockstep.sync.engine.KeyOrigin;
import dev.lockstep.sync.engine.Outcome;
import dev.lockstep.sync.engine.Outcome.Result;
import dev.lockstep.sync.engine.SecretName;
import dev.lockstep.terminal.ProgressLine;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Tells a person what a reconcile did: one line for each Secret, refusals on the error stream with a hint. Somebody
/// who watches also sees how far a long pass is, and its sum.
public final class Report {
    private final PrintStream out;
    private final PrintStream err;
    private final String mood;
    private final boolean watched;
    private final ProgressLine progress;
    private int done;
    private int wanted;

    /// For what is told outside of a reconcile.
    public Report(PrintStream out, PrintStream err) {
        this(out, err, false, false);
    }

    /// @param dryRun whether passes change nothing
    /// @param watched whether the error stream is a terminal
    Report(PrintStream out, PrintStream err, boolean dryRun, boolean watched) {
        this.out = out;
        this.err = err;
        this.mood = dryRun ? "would be " : "";
        this.watched = watched;
        this.progress = new ProgressLine(err, watched);
    }

    /// A reconcile begins with its Secrets.
    synchronized void begin(int secrets) {
        progress.begin();
        done = 0;
        wanted = secrets;
    }

    /// The next Secret of the reconcile is in work. Shown in the place of the one before, and only if somebody waits.
    synchronized void next(SecretName secret) {
        if (progress.isDue()) {
            progress.show(done + " of " + count(wanted) + ", now " + secret);
        }
        done++;
    }

    private static String count(int secrets) {
        return secrets + (secrets == 1 ? " Secret" : " Secrets");
    }

    /// What all outcomes of a reconcile come to, for somebody who watches.
    synchronized void sum(List<Outcome> outcomes) {
        if (watched && outcomes.size() > 1) {
            progress.clear();
            err.println("lockstep-sync: "
                    + outcomes.stream()
                            .collect(Collectors.groupingBy(
                                    outcome -> word(outcome.result()), TreeMap::new, Collectors.counting()))
                            .entrySet()
                            .stream()
                            .map(group -> group.getValue() + " " + group.getKey())
                            .collect(Collectors.joining(", ")));
        }
    }

    private String word(Result result) {
        return switch (result) {
            case Result.Written _ -> mood + "written";
            case Result.Unchanged _ -> "unchanged";
            case Result.NotWritten _ -> "not written";
            case Result.Retained _ -> "kept";
            case Result.Waiting _ -> "not due";
            case Result.Gone _ -> "gone";
            case Result.Removed _ -> mood + "removed";
            case Result.Refused _ -> "refused";
        };
    }

    /// The program was told to end while a reconcile runs.
    synchronized void ending(Duration patience) {
        progress.clear();
        err.println("lockstep-sync: told to end: the pass that runs is finished first, for " + patience.toSeconds()
                + " s at most");
    }

    /// The reconcile that ran was not finished in time.
    synchronized void cutOff() {
        progress.clear();
        err.println("lockstep-sync: interrupted: " + Math.max(0, done - 1) + " of " + count(wanted)
                + " done; the one in work is whole, either new or as it was; the others are as they were");
        err.println(ProblemText.hint("run it again"));
    }

    synchronized void tell(Outcome outcome) {
        progress.clear();
        switch (outcome.result()) {
            case Result.Written(_, var origins, _, _, var adoption) -> {
                say(outcome, mood + "written from", origins);
                if (adoption != null) {
                    out.println(Problem.escaped(outcome.subject() + " " + adoption.line()));
                }
            }
            case Result.Unchanged(var origins, _, _) -> say(outcome, "unchanged, as in", origins);
            case Result.NotWritten(var origins) -> say(outcome, "not written (creationPolicy None), from", origins);
            case Result.Retained _ -> out.println(Problem.escaped(outcome.subject() + " kept as it is"));
            case Result.Waiting _ -> out.println(Problem.escaped(outcome.subject() + " not due"));
            case Result.Gone _ -> out.println(Problem.escaped(outcome.subject() + " is gone"));
            case Result.Removed _ -> out.println(Problem.escaped(outcome.subject() + " " + mood + "removed"));
            case Result.Refused(var error) -> tell(error.line(), error.causes(), error.next());
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

    synchronized void lostStructure(String name) {
        progress.clear();
        err.println("lockstep-sync: warning: " + Problem.escaped(name)
                + ": had a structure digest when it was applied last, and has none now");
        err.println(
                ProblemText.hint("sops drops it when it writes; if nobody did that, compare the file with its history."
                        + " --require-structure refuses it"));
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
        tell(problem.line(), problem.causes(), problem.next());
    }

    private synchronized void tell(String line, List<String> causes, String next) {
        progress.clear();
        err.println("lockstep-sync: " + String.join(System.lineSeparator(), ProblemText.lines(line, causes, next)));
    }

    private static String brief(String version) {
        int colon = version.indexOf(':');
        return version.substring(0, Math.min(version.length(), colon + 1 + 12));
    }
}
