package dev.lockstep.keys.age;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Runs a program that is talked to for a limited time. Whatever it starts ends with it, and it ends on [#close()] at
/// the latest. What it says on its standard error is dropped, since it may quote a secret.
final class ChildProcess implements AutoCloseable {
    private static final long TICK_MILLIS = 20;

    private final Process process;
    private volatile boolean paused;

    private ChildProcess(Process process) {
        this.process = process;
    }

    /// @param environment all of the program's environment
    /// @param directory the program's working directory, or null for ours
    /// @throws AgeException `PLUGIN` if it does not start
    static ChildProcess start(
            Path program, List<String> arguments, Map<String, String> environment, @Nullable File directory) {
        var builder = new ProcessBuilder(program.toString());
        builder.command().addAll(arguments);
        builder.environment().clear();
        builder.environment().putAll(environment);
        builder.directory(directory);
        builder.redirectError(ProcessBuilder.Redirect.DISCARD);
        try {
            return new ChildProcess(builder.start());
        } catch (IOException | IllegalArgumentException e) {
            throw new AgeException(AgeException.Kind.PLUGIN, "it does not start");
        }
    }

    InputStream output() {
        return process.getInputStream();
    }

    OutputStream input() {
        return process.getOutputStream();
    }

    /// Runs a talk with the program. A program, or a child that outlives it, may keep its output open without a word,
    /// and such a read cannot be interrupted: so the talk has a thread of its own, which is left behind then.
    ///
    /// @throws AgeException `PLUGIN` if the talk is not over within the limit, not counting the time of [#pausing]
    <T> T within(Duration limit, Talk<T> talk) {
        var result = new Result<T>();
        var thread = new Thread(() -> result.run(talk), "age-child-process");
        thread.setDaemon(true);
        thread.start();
        try {
            var remaining = limit.toNanos();
            while (remaining > 0 && !thread.join(Duration.ofMillis(TICK_MILLIS))) {
                remaining -= paused ? 0 : TICK_MILLIS * 1_000_000;
            }
        } catch (InterruptedException e) {
            kill();
            Thread.currentThread().interrupt();
            throw new AgeException(AgeException.Kind.PLUGIN, "it was interrupted");
        }
        if (thread.isAlive()) {
            kill();
            throw new AgeException(AgeException.Kind.PLUGIN, "it did not answer within " + limit.toSeconds() + " s");
        }
        return result.take();
    }

    /// Stops the clock, while a person is asked.
    <T> T pausing(Talk<T> question) throws IOException {
        paused = true;
        try {
            return question.run();
        } finally {
            paused = false;
        }
    }

    /// @return the exit code
    int waitFor() throws IOException {
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private void kill() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            kill();
        }
    }

    /// What is done with the program.
    interface Talk<T> {
        T run() throws IOException;
    }

    private static final class Result<T> {
        private @Nullable T value;
        private @Nullable RuntimeException failure;

        void run(Talk<T> talk) {
            try {
                value = talk.run();
            } catch (IOException e) {
                failure = new AgeException(AgeException.Kind.PLUGIN, "it broke off the conversation");
            } catch (RuntimeException e) {
                failure = e;
            }
        }

        T take() {
            if (failure != null) {
                throw failure;
            }
            if (value == null) {
                throw new IllegalStateException("no result");
            }
            return value;
        }
    }
}
