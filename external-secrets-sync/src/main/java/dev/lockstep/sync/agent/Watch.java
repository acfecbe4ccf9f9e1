package dev.lockstep.sync.agent;

import dev.lockstep.problem.LockstepException;
import dev.lockstep.sync.resource.ResourceSource;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/// Runs a pass whenever the source has changed, and again after a while if something was refused: a key may have come
/// meanwhile. A source that cannot be read is said once, and looked at again and again.
final class Watch {
    private static final Duration RETRY = Duration.ofSeconds(30);

    private final ResourceSource source;
    private final Report report;
    private final Duration interval;
    private String done = "";
    private String told = "";
    private long retryAt;

    Watch(ResourceSource source, Report report, Duration interval) {
        this.source = source;
        this.report = report;
        this.interval = interval;
    }

    /// Returns when the thread is interrupted.
    ///
    /// @param pass says whether nothing was refused
    void run(BooleanSupplier pass) {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                look(pass);
                Thread.sleep(interval);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look(BooleanSupplier pass) {
        try {
            // Asked before the pass: what changes during it is seen the next time.
            String version = source.version();
            boolean retry = retryAt != 0 && System.nanoTime() - retryAt >= 0;
            if (!version.equals(done) || retry) {
                retryAt = pass.getAsBoolean() ? 0 : System.nanoTime() + RETRY.toNanos();
                done = version;
            }
            told = "";
        } catch (LockstepException e) {
            if (!told.equals(e.getMessage())) {
                told = e.problem().line();
                report.tell(e.problem());
            }
        }
    }
}
