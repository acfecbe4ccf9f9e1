package dev.lockstep.cli;

import dev.lockstep.file.RawNames;
import java.util.List;

/// Starts the program.
final class Main {
    private Main() {}

    /// Runs one command and ends the process with its exit code.
    public static void main(String[] words) {
        // Not System.exit, which asks for a logger first. Nothing is buffered, and shutdown hooks are for signals only.
        Runtime.getRuntime().halt(run(List.of(words)));
    }

    /// Runs one command with the streams of this process. The launcher says by which name it was called.
    static int run(List<String> words) {
        return new CommandLine(System.getProperty("lockstep.name", "lockstep"), Console.ofProcess())
                .run(RawNames.arguments(words));
    }
}
