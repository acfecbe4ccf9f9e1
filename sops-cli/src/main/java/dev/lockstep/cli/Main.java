package dev.lockstep.cli;

import java.util.List;

/// Entry of the program.
final class Main {
    private Main() {}

    /// Runs one command and ends the process with its exit code. The launcher says by which name it was called.
    public static void main(String[] words) {
        var commandLine = new CommandLine(System.getProperty("lockstep.name", "lockstep"), Console.ofProcess());
        int status = commandLine.run(List.of(words));
        // Not System.exit, which asks for a logger first. Nothing is buffered, and shutdown hooks are for signals only.
        Runtime.getRuntime().halt(status);
    }
}
