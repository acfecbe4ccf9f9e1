package dev.lockstep.cli;

import dev.lockstep.FilePlace;
import dev.lockstep.file.AtomicFile;
import dev.lockstep.file.AtomicFile.Access;
import dev.lockstep.file.AtomicFile.HardLinks;
import dev.lockstep.file.BackedUpFile;
import dev.lockstep.file.FileSnapshot;
import dev.lockstep.file.InputFile;
import dev.lockstep.file.OrphanedTempFiles;
import dev.lockstep.flags.Arguments;
import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Runs bytes through a command: from a file or standard input, through the command's work, to standard output, a file,
/// or back into the same file. With `-i` there may be several files; one that fails does not stop the others.
final class FilePipeline {
    /// What a command does with one input.
    interface Work {
        /// @param bytes the content; taken over by the work
        /// @param path where it came from; null for standard input
        /// @return the result, wiped by the caller
        byte[] on(byte[] bytes, @Nullable Path path);
    }

    private static final List<String> STANDARD_OUTPUT = List.of("-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1");

    private final Arguments arguments;
    private final Console console;
    private final Access access;
    private final String verb;
    private final long cap;
    private final Set<Path> swept = new HashSet<>();
    /// Directories with renames that a power cut may undo, each with a file of it.
    private final Map<Path, Path> unflushed = new LinkedHashMap<>();

    /// @param access who may read a file that `--output` creates
    /// @param verb what is done to files, such as `encrypted`
    /// @param cap longest input, in bytes
    FilePipeline(Arguments arguments, Console console, Access access, String verb, long cap) {
        this.arguments = arguments;
        this.console = console;
        this.access = access;
        this.verb = verb;
        this.cap = cap;
    }

    /// What messages call an input.
    static String name(@Nullable Path path) {
        return path == null ? "standard input" : path.toString();
    }

    /// The bytes of an encrypted file.
    ///
    /// @param path null for standard input
    static byte[] content(@Nullable Path path, Arguments arguments, Console console) {
        long cap = Flags.encryptedSize(arguments);
        if (path == null) {
            return InputFile.read(console.input(), name(null), cap);
        }
        try (var file = InputFile.read(path, cap)) {
            return file.takeBytes();
        }
    }

    /// Where a file lies; of standard input, what it is said to be.
    static FilePlace place(@Nullable Path path, Arguments arguments, Console console) {
        String override = arguments.value(Flags.FILENAME_OVERRIDE);
        var file = override.isEmpty() ? path : console.path(override);
        return file == null ? FilePlace.unknown() : FilePlace.of(file);
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
        if (arguments.readsStandardInput()) {
            byte[] bytes = InputFile.read(console.input(), name(null), cap);
            write(opening.get().on(bytes, null), null);
            return ExitCodes.SUCCESS;
        }
        if (files.size() > 1 && inPlace) {
            var work = opening.get();
            var batch = new Batch(console, verb, files);
            return flushed(batch.run(file -> one(file, () -> work), arguments.value(Flags.VERBOSE)));
        }
        if (files.size() > 1) {
            console.warning("only " + files.getFirst() + " is used; several files need --in-place");
        }
        try {
            one(files.getFirst(), opening);
        } catch (Batch.Skipped e) {
            console.note(files.getFirst() + " is left as it is: encrypted already");
        }
        return flushed(ExitCodes.SUCCESS);
    }

    /// Makes the renames last, directory by directory: what fails in one is told, and the next one is next.
    ///
    /// @param exit the exit code so far
    private int flushed(int exit) {
        for (var rename : unflushed.entrySet()) {
            try {
                AtomicFile.makeLast(rename.getKey(), rename.getValue());
            } catch (LockstepException e) {
                console.problem(e.problem());
                exit = exit == ExitCodes.SUCCESS ? ExitCodes.of(e.problem().kind()) : exit;
            }
        }
        return exit;
    }

    private void refuseConflicts(List<String> files, boolean inPlace) {
        if (inPlace && !arguments.value(Flags.OUTPUT).isEmpty()) {
            throw conflict("cannot operate on both --output and --in-place", "choose one of them");
        }
        if (inPlace && (files.isEmpty() || files.contains(Arguments.STANDARD_INPUT))) {
            throw conflict("cannot use --in-place when reading from standard input", "name a file");
        }
        if (!inPlace && arguments.value(Flags.SKIP_ENCRYPTED)) {
            throw conflict("cannot use --skip-encrypted without --in-place", "add --in-place, or leave it out");
        }
        if (inPlace && !arguments.value(Flags.EXTRACT).isEmpty()) {
            throw conflict(
                    "cannot use --extract with --in-place: each file would be replaced by one of its values",
                    "write the value elsewhere with --output, or leave --extract");
        }
        if (inPlace) {
            refuseOverrideOfSeveral(arguments);
        }
    }

    /// One name cannot say what several files are.
    ///
    /// @throws LockstepException `CONFLICTING_PARAMETERS`
    static void refuseOverrideOfSeveral(Arguments arguments) {
        if (arguments.positionals().size() > 1
                && !arguments.value(Flags.FILENAME_OVERRIDE).isEmpty()) {
            throw conflict("cannot use --filename-override for several files", "give one file at a time");
        }
    }

    private static LockstepException conflict(String what, String next) {
        return new LockstepException(Kind.CONFLICTING_PARAMETERS, what, "", next);
    }

    private void one(String name, Supplier<Work> opening) {
        var path = console.path(name);
        sweep(AtomicFile.directoryOf(path));
        try (var file = InputFile.read(path, cap)) {
            var replaced = isReplaced(file) ? file.snapshot() : null;
            if (replaced != null && !arguments.value(Flags.EXTRACT).isEmpty()) {
                throw conflict(
                        "--extract would replace the file " + name + " by one of its values",
                        "write the value elsewhere with --output, or leave --extract");
            }
            write(opening.get().on(file.takeBytes(), path), replaced);
        } catch (OutOfMemoryError | StackOverflowError e) {
            throw new LockstepException(CommandLine.exhausted(e, path.toString()));
        }
    }

    /// Removes what a killed run has left in a folder, once.
    private void sweep(Path directory) {
        if (swept.add(directory)) {
            OrphanedTempFiles.remove(directory)
                    .forEach(stray -> console.warning("removed " + stray
                            + ", which a run that was killed has left; it may have held plain text"));
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
                replace(replaced, result, links);
                noteWritten(replaced.path());
            } else if (output.isEmpty() || STANDARD_OUTPUT.contains(output)) {
                console.result(result);
            } else {
                var path = console.path(output);
                sweep(AtomicFile.directoryOf(path));
                writeNew(path, result, links);
                noteWritten(path);
            }
        } finally {
            Arrays.fill(result, (byte) 0);
        }
    }

    private void replace(FileSnapshot replaced, byte[] result, HardLinks links) {
        if (arguments.value(Flags.OVERWRITE)) {
            var directory = AtomicFile.directoryOf(replaced.path());
            var backups = Files.isWritable(directory) ? directory : Path.of(System.getProperty("java.io.tmpdir"));
            BackedUpFile.overwrite(replaced, result, backups);
        } else {
            AtomicFile.replace(replaced, result, links, unflushed::put);
        }
    }

    private void writeNew(Path path, byte[] result, HardLinks links) {
        if (arguments.value(Flags.OVERWRITE) && Files.isRegularFile(path)) {
            try (var there = InputFile.read(path, Integer.MAX_VALUE)) {
                replace(there.snapshot(), result, links);
            }
        } else {
            AtomicFile.write(path, result, access, links);
        }
    }

    private void noteWritten(Path path) {
        if (arguments.value(Flags.VERBOSE)) {
            console.note("wrote " + path);
        }
    }
}
