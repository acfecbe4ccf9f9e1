package dev.lockstep.cli;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/// What one run of the program did.
record Run(List<String> words, int exit, byte[] output, String errors, Duration took) {
    String text() {
        return new String(output, StandardCharsets.UTF_8);
    }

    /// The run itself if it succeeded; fails the test otherwise.
    Run succeeded() {
        if (exit != 0) {
            throw new AssertionError(this);
        }
        return this;
    }

    @Override
    public String toString() {
        return words + " gave " + exit + " after " + took.toMillis() + " ms\n--- stdout\n" + text() + "--- stderr\n"
                + errors;
    }
}
