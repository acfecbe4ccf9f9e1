package dev.lockstep.cli;

import dev.lockstep.flags.Arguments;
import dev.lockstep.flags.Flag;
import java.util.List;

/// One command: its flags, its help, and what it does. A new command is a new class and one line in [Commands].
interface Command {
    String name();

    /// What follows the name in a usage line: `[FILE]`.
    String operands();

    /// One sentence for the list of commands.
    String summary();

    /// What the summary leaves out, for the command's own help; may be empty.
    default String details() {
        return "";
    }

    List<Flag<?>> flags();

    /// Does the work.
    ///
    /// @return the exit code: 0, or that of the first file that failed where one command works on several
    /// @throws dev.lockstep.problem.LockstepException what the caller prints and turns into an exit code
    int run(Arguments arguments, Console console);
}
