package dev.lockstep.keys;

import dev.lockstep.keys.KeyProvider.Unwrapped;
import dev.lockstep.keys.Unwrapping.Candidate;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Tries that run at the same time, each on its own virtual thread and for a limited time. Whoever comes too late is
/// not heard, and what he opened is wiped.
final class HedgedUnwrap implements AutoCloseable {
    record Answer(Candidate candidate, Unwrapped result) {}

    private record Runner(Candidate candidate, Thread thread, long startedAt) {}

    private final long limit;
    private final List<Runner> running = new ArrayList<>();
    private final Queue<Answer> answers = new ArrayDeque<>();

    HedgedUnwrap(Duration limit) {
        this.limit = limit.toNanos();
    }

    synchronized void start(Candidate candidate, Supplier<Unwrapped> attempt) {
        var thread = Thread.ofVirtual().unstarted(() -> answer(candidate, attempt.get()));
        running.add(new Runner(candidate, thread, System.nanoTime()));
        thread.start();
    }

    private synchronized void answer(Candidate candidate, Unwrapped result) {
        if (running.removeIf(runner -> runner.candidate() == candidate)) {
            answers.add(new Answer(candidate, result));
            notifyAll();
        } else if (result instanceof Unwrapped.Opened(var key)) {
            key.close();
        }
    }

    /// Whether an answer is still to come.
    synchronized boolean isRunning() {
        return !running.isEmpty() || !answers.isEmpty();
    }

    /// The next answer; null if none came within the given time, or the thread was interrupted (then nobody runs any
    /// more). A try beyond its limit is answered as not reachable.
    synchronized @Nullable Answer await(Duration atMost) {
        long until = System.nanoTime() + atMost.toNanos();
        while (answers.isEmpty() && !running.isEmpty()) {
            var eldest = running.getFirst();
            long now = System.nanoTime();
            long left = eldest.startedAt() + limit - now;
            if (left <= 0) {
                giveUp(eldest);
                return new Answer(eldest.candidate(), new Unwrapped.Unreachable(late()));
            }
            if (until - now <= 0) {
                return null;
            }
            try {
                wait(Math.max(1, Math.min(left, until - now) / 1_000_000));
            } catch (InterruptedException e) {
                close();
                Thread.currentThread().interrupt();
            }
        }
        return answers.poll();
    }

    private String late() {
        return "it did not answer within " + Duration.ofNanos(limit).toMillis() + " ms";
    }

    private void giveUp(Runner runner) {
        running.remove(runner);
        runner.thread().interrupt();
    }

    @Override
    public synchronized void close() {
        List.copyOf(running).forEach(this::giveUp);
        for (var answer : answers) {
            if (answer.result() instanceof Unwrapped.Opened(var key)) {
                key.close();
            }
        }
        answers.clear();
    }
}
