package dev.lockstep.cli;

import dev.lockstep.file.AtomicFile;
import dev.lockstep.file.AtomicFile.Access;
import dev.lockstep.file.AtomicFile.HardLinks;
import dev.lockstep.file.FileSnapshot;
import dev.lockstep.file.InputFile;
import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The way of bytes through a command: from a file or standard input, through the command's work, to standard output, a
/// file, or back into the same file. With `-i` there may be several files; one that fails does not stop the others.
final class Passage {
    /// What a command does with one input.
    interface Work {
        /// @param bytes the content; taken over by the work
        /// @param path where it came from; null for standard input
        /// @return the result, wiped by the caller
        byte[] on(byte[] bytes, @Nullable Path path);
    }

    private static final List<String> STANDARD_OUTPUT = List.of("/dev/stdout", "/dev/fd/1", "/proc/self/fd/1");

    private final Arguments arguments;
    private final Console console;
    private final Access access;

    /// @param access who may read a file that `--output` creates
    Passage(Arguments arguments, Console console, Access access) {
        this.arguments = arguments;
        this.console = console;
        this.access = access;
    }

    /// What messages call an input.
    static String name(@Nullable Path path) {
        return path == null ? "standard input" : path.toString();
    }

    /// @param opening asked once, after what can be wrong with the command line and a single input is known to be
    /// right: it may
    ///     read the configuration
    /// @return 0, or the exit code of the first of several files that failed
    /// @throws LockstepException `CONFLICTING_PARAMETERS`; with one file or none also whatever reading, work and
    /// writing throw
    int run(Supplier<Work> opening) {
        var files = arguments.positionals();
        boolean inPlace = arguments.value(Flags.IN_PLACE);
        refuseConflicts(files, inPlace);
        if (files.isEmpty()) {
            byte[] bytes = InputFile.read(console.input(), name(null), arguments.value(Flags.MAX_SIZE));
            write(opening.get().on(bytes, null), null);
            return ExitCodes.SUCCESS;
        }
        if (files.size() > 1 && inPlace) {
            return each(files, opening.get());
        }
        if (files.size() > 1) {
            console.warning("only " + files.getFirst() + " is used; several files need --in-place");
        }
        one(files.getFirst(), opening);
        return ExitCodes.SUCCESS;
    }

    private void refuseConflicts(List<String> files, boolean inPlace) {
        if (inPlace && !arguments.value(Flags.OUTPUT).isEmpty()) {
            throw conflict("cannot operate on both --output and --in-place", "choose one of them");
        }
        if (inPlace && files.isEmpty()) {
            throw conflict("cannot use --in-place when reading from standard input", "name a file");
        }
        if (files.size() > 1
                && inPlace
                && !arguments.value(Flags.FILENAME_OVERRIDE).isEmpty()) {
            throw conflict("cannot use --filename-override for several files", "give one file at a time");
        }
    }

    private static LockstepException conflict(String what, String next) {
        return new LockstepException(Kind.CONFLICTING_PARAMETERS, what, "", next);
    }

    private int each(List<String> files, Work work) {
        int exit = ExitCodes.SUCCESS;
        for (var file : files) {
            try {
                one(file, () -> work);
            } catch (LockstepException e) {
                console.problem(e.problem());
                exit = exit == ExitCodes.SUCCESS ? ExitCodes.of(e.problem().kind()) : exit;
            }
        }
        return exit;
    }

    private void one(String name, Supplier<Work> opening) {
        var path = console.path(name);
        try (var file = InputFile.read(path, arguments.value(Flags.MAX_SIZE))) {
            var replaced = isReplaced(file) ? file.snapshot() : null;
            write(opening.get().on(file.takeBytes(), path), replaced);
        }
    }

    /// Whether the result goes back into the file, be it by the name of another link to it.
    private boolean isReplaced(InputFile file) {
        String output = arguments.value(Flags.OUTPUT);
        return arguments.value(Flags.IN_PLACE)
                || !output.isEmpty() && !STANDARD_OUTPUT.contains(output) && file.isAlso(console.path(output));
    }

    /// Whether the result goes to standard output, be it under the name of a file.
    static boolean isStandardOutput(Arguments arguments) {
        String output = arguments.value(Flags.OUTPUT);
        return !arguments.value(Flags.IN_PLACE) && (output.isEmpty() || STANDARD_OUTPUT.contains(output));
    }

    private void write(byte[] result, @Nullable FileSnapshot replaced) {
        try {
            String output = arguments.value(Flags.OUTPUT);
            var links = arguments.value(Flags.BREAK_HARD_LINKS) ? HardLinks.BREAK : HardLinks.REFUSE;
            if (replaced != null) {
                AtomicFile.replace(replaced, result, links);
                noteWritten(replaced.path());
            } else if (output.isEmpty() || STANDARD_OUTPUT.contains(output)) {
                console.result(result);
            } else {
                var path = console.path(output);
                AtomicFile.write(path, result, access, links);
                noteWritten(path);
            }
        } finally {
            Arrays.fill(result, (byte) 0);
        }
    }

    private void noteWritten(Path path) {
        if (arguments.value(Flags.VERBOSE)) {
            console.note("wrote " + path);
        }
    }
}
