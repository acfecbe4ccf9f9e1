package dev.lockstep.sync.agent;

import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;
import dev.lockstep.problem.Problem;
import dev.lockstep.problem.ProblemText;
import dev.lockstep.sync.resource.ResourceSource;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Runs a reconcile whenever the source has changed, when a store is to be asked again, and after a while if something
/// was refused: a key may have come meanwhile. A source that cannot be read is said once, and looked at again and
/// again.
final class Watch {
    private static final Duration RETRY = Duration.ofSeconds(30);

    private final ResourceSource source;
    private final Report report;
    private final Duration interval;
    private String done = "";
    private String told = "";
    private @Nullable Long againAt;

    Watch(ResourceSource source, Report report, Duration interval) {
        this.source = source;
        this.report = report;
        this.interval = interval;
    }

    /// Returns when the thread is interrupted.
    void run(Supplier<RevisionPass> pass) {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                look(pass);
                Thread.sleep(interval);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look(Supplier<RevisionPass> pass) {
        try {
            // Asked before the reconcile: what changes during it is seen the next time.
            String version = source.version();
            boolean again = againAt != null && System.nanoTime() - againAt >= 0;
            if (!version.equals(done) || again) {
                var wait = waitAfter(pass.get());
                againAt = wait == null ? null : System.nanoTime() + wait.toNanos();
                done = version;
            }
            told = "";
        } catch (LockstepException e) {
            tell(e.problem());
        } catch (OutOfMemoryError e) {
            tell(new Problem(
                    Kind.FILE_UNREADABLE, "out of memory", "", "give it more memory, or name a narrower path"));
        } catch (RuntimeException | StackOverflowError e) {
            // A bug that a source brings to light must not end the watch. Its message may quote input.
            tell(new Problem(
                    Kind.FILE_UNREADABLE,
                    "internal error, " + e.getClass().getName(),
                    "",
                    "please report this line as a bug"));
        }
    }

    private void tell(Problem problem) {
        var text = ProblemText.oneLine(problem.line(), problem.causes());
        if (!told.equals(text)) {
            told = text;
            report.tell(problem);
        }
    }

    private static @Nullable Duration waitAfter(RevisionPass pass) {
        var again = pass.again();
        if (pass.isGood()) {
            return again;
        }
        return again == null || again.compareTo(RETRY) > 0 ? RETRY : again;
    }
}
