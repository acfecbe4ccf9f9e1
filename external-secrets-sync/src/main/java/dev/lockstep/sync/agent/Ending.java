package dev.lockstep.sync.agent;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/// Lets a reconcile come to its end when the program is told to end (SIGTERM, SIGINT), and lets no other begin.
final class Ending implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Report report;
    private final ReentrantLock passing = new ReentrantLock();
    private final Thread hook = new Thread(this::waitForPass, "ending");

    Ending(Report report) {
        this.report = report;
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /// Runs a reconcile, unless the program is ending: then it never returns.
    <T> T uninterrupted(Supplier<T> pass) {
        passing.lock();
        try {
            return pass.get();
        } finally {
            passing.unlock();
        }
    }

    void waitForPass() {
        try {
            // Kept until the process is gone. A reconcile that hangs is cut off; the next one repairs what it left.
            if (!passing.tryLock()) {
                report.ending(PATIENCE);
                if (!passing.tryLock(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                    report.cutOff();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            return; // the program is ending: the hook runs or has run
        }
    }
}
