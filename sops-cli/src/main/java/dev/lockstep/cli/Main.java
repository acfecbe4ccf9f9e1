package dev.lockstep.cli;

/// Entry of the program.
final class Main {
    private Main() {}

    /// Prints the version when it is asked for; knows no command yet.
    public static void main(String[] arguments) {
        if (arguments.length == 1 && arguments[0].equals("--version")) {
            System.out.println("lockstep 0.1.0");
            return;
        }
        System.err.println("lockstep: unknown command; only --version is there");
        System.exit(1);
    }
}
