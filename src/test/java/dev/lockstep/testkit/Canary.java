package dev.lockstep.testkit;

import java.nio.charset.StandardCharsets;

/// A secret that must show nowhere: not in an error, a name or a log. Encoded forms that often slip through count as
/// well.
public final class Canary {
    private static final String TEXT = "CANARY-7f3a-do-not-print";

    private Canary() {}

    public static String text() {
        return TEXT;
    }

    /// A fresh array, as secrets get wiped.
    public static byte[] bytes() {
        return TEXT.getBytes(StandardCharsets.US_ASCII);
    }

    /// Fails if some output shows the canary, whole or the greater part of it.
    public static void assertAbsent(String output) {
        if (output.contains("CANARY-7f3a") || output.contains("do-not-print") || output.contains("Q0FOQVJZL")) {
            throw new AssertionError("a secret shows in: " + output);
        }
    }

    /// The same for an exception, its causes and their stack traces.
    public static void assertAbsent(Throwable thrown) {
        for (var cause = thrown; cause != null; cause = cause.getCause()) {
            assertAbsent(cause.toString());
        }
    }
}
