package dev.lockstep.terminal;

import dev.lockstep.problem.Problem;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/// Shows on one line of a terminal how far a long work is, in the place of what it showed before. Nothing is shown of a
/// work that takes less than a second, and nothing at all where nobody watches.
public final class ProgressLine {
    private static final String CLEARED_LINE = "\r\u001b[K";
    private static final long PATIENCE = Duration.ofSeconds(1).toNanos();
    private static final long PAUSE = Duration.ofMillis(100).toNanos();

    private final OutputStream terminal;
    private final boolean watched;
    private long start = System.nanoTime();
    private long told = start;
    private boolean visible;

    /// @param watched whether a person looks at the terminal
    public ProgressLine(OutputStream terminal, boolean watched) {
        this.terminal = terminal;
        this.watched = watched;
    }

    /// The work begins.
    public synchronized void begin() {
        start = System.nanoTime();
        told = start;
    }

    /// Whether somebody waits and would see something new.
    public synchronized boolean isDue() {
        long now = System.nanoTime();
        return watched && now - start > PATIENCE && now - told > PAUSE;
    }

    /// Whether somebody has waited for the work so long that its end is worth a word.
    public synchronized boolean isAwaited() {
        return watched && System.nanoTime() - start > PATIENCE;
    }

    /// Shows a text, escaped, if somebody watches.
    public synchronized void show(String text) {
        if (watched) {
            told = System.nanoTime();
            visible = true;
            write(CLEARED_LINE + Problem.escaped(text));
        }
    }

    /// Makes place for a line that stays.
    public synchronized void clear() {
        if (visible) {
            visible = false;
            write(CLEARED_LINE);
        }
    }

    private void write(String text) {
        try {
            terminal.write(text.getBytes(StandardCharsets.UTF_8));
            terminal.flush();
        } catch (IOException e) {
            // Nobody is left to tell.
        }
    }
}
