package dev.lockstep.cli;

import dev.lockstep.flags.Arguments;
import dev.lockstep.flags.Flag;
import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;
import dev.lockstep.problem.Problem;
import java.nio.file.Files;
import java.util.List;

/// Runs the program, apart from the process that it runs in: finds the command, runs it, and turns whatever goes wrong
/// into one line and an exit code.
final class CommandLine {
    private static final String HELP_LISTS = "--help lists the flags";

    private final String programName;
    private final Console console;

    /// @param programName the name it was called by: `lockstep` or `sops`
    CommandLine(String programName, Console console) {
        this.programName = programName;
        this.console = console;
    }

    /// What is told of an input that takes more memory or stack than there is.
    static Problem exhausted(VirtualMachineError error, String where) {
        return error instanceof StackOverflowError
                ? new Problem(Kind.FILE_UNREADABLE, "input is nested too deeply", where, "")
                : new Problem(
                        Kind.FILE_UNREADABLE,
                        "not enough memory for this input",
                        where,
                        "give the machine or container more memory");
    }

    /// @return the exit code
    int run(List<String> words) {
        try {
            return dispatch(words);
        } catch (LockstepException e) {
            console.problem(e.problem());
            return ExitCodes.of(e.problem().kind());
        } catch (Console.ReaderGone e) {
            return ExitCodes.BROKEN_PIPE;
        } catch (OutOfMemoryError | StackOverflowError e) {
            console.problem(exhausted(e, ""));
            return ExitCodes.of(Kind.FILE_UNREADABLE);
        } catch (Throwable e) {
            // Its message may quote the input, its place in our code cannot.
            var trace = e.getStackTrace();
            String place = trace.length == 0 ? "" : " at " + trace[0];
            console.problem(new Problem(
                    Kind.USAGE,
                    "unexpected " + e.getClass().getName() + place,
                    "",
                    "please report this line as a bug"));
            return ExitCodes.GENERIC;
        }
    }

    private int dispatch(List<String> words) {
        // The usual line begins with the command; only others need to know the many flags of the root.
        boolean plain = !words.isEmpty() && !words.getFirst().startsWith("-");
        List<Flag<?>> flags = plain ? List.of() : RootFlags.all();
        var root = Arguments.read(flags, words, Arguments.Order.FLAGS_FIRST, console.environment(), HELP_LISTS);
        var positionals = root.positionals();
        if (root.value(Flag.HELP)) {
            console.result(HelpText.ofProgram(programName));
            return ExitCodes.SUCCESS;
        }
        if (root.value(RootFlags.VERSION)) {
            console.result(Version.line(programName));
            if (root.value(RootFlags.CHECK_FOR_UPDATES)) {
                console.note("newer versions are not looked for");
            }
            return ExitCodes.SUCCESS;
        }
        if (positionals.isEmpty()) {
            throw new LockstepException(
                    Kind.FILE_NOT_FOUND, "no file specified", "", "lockstep help shows how to call it");
        }
        String first = positionals.getFirst();
        if (first.equals("help") || first.equals("h")) {
            return help(positionals);
        }
        var command = Commands.named(first);
        return command == null ? oldForm(root) : run(command, root, positionals.subList(1, positionals.size()));
    }

    private int help(List<String> positionals) {
        if (positionals.size() == 1) {
            console.result(HelpText.ofProgram(programName));
            return ExitCodes.SUCCESS;
        }
        var command = Commands.named(positionals.get(1));
        if (command == null) {
            throw Commands.unknown(positionals.get(1), false);
        }
        console.result(HelpText.ofCommand(programName, command));
        return ExitCodes.SUCCESS;
    }

    private int run(Command command, Arguments root, List<String> words) {
        var arguments = root.below(Flags.GLOBAL, command.flags(), words);
        if (arguments.value(Flag.HELP)) {
            console.result(HelpText.ofCommand(programName, command));
            return ExitCodes.SUCCESS;
        }
        for (var flag : root.flags()) {
            if (!Flags.GLOBAL.contains(flag)) {
                console.warning(
                        flag.name() + " before " + command.name() + " has no effect; write it after " + command.name());
            }
        }
        return command.run(arguments, console);
    }

    /// `sops -d FILE` and `sops -e FILE`. Flags behind the file are ignored, as sops does, and said to be.
    private int oldForm(Arguments root) {
        var positionals = root.positionals();
        boolean decrypt = root.value(RootFlags.DECRYPT);
        boolean encrypt = root.value(RootFlags.ENCRYPT);
        if (root.value(RootFlags.ROTATE)) {
            throw Commands.notBuilt("flag --rotate");
        }
        if (!root.value(RootFlags.SET).isEmpty()) {
            throw Commands.notBuilt("flag --set");
        }
        String file = positionals.getFirst();
        if (!decrypt && !encrypt) {
            throw Commands.unknown(file, Files.exists(console.path(file)));
        }
        if (decrypt && encrypt) {
            console.warning("both --encrypt and --decrypt are given; only --decrypt is done");
        }
        if (positionals.size() > 1) {
            console.warning("only " + file + " is used; flags must stand before it");
        }
        Command command = decrypt ? new DecryptCommand() : new EncryptCommand();
        return command.run(root.withPositionals(List.of(file)), console);
    }
}
