package dev.lockstep.cli;

import dev.lockstep.Decryption;
import dev.lockstep.file.AtomicFile;
import dev.lockstep.file.OrphanedTempFiles;
import dev.lockstep.flags.Arguments;
import dev.lockstep.flags.Flag;
import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;
import java.util.List;

/// `filestatus FILE`: whether a file is encrypted, as one line of JSON.
final class FileStatusCommand implements Command {
    @Override
    public String name() {
        return "filestatus";
    }

    @Override
    public String operands() {
        return "FILE";
    }

    @Override
    public String summary() {
        return "Prints {\"encrypted\":true} or {\"encrypted\":false}.";
    }

    @Override
    public List<Flag<?>> flags() {
        return List.of(Flags.INPUT_TYPE, Flags.MAX_SIZE, Flags.CONFIG, Flags.VERBOSE, Flag.HELP);
    }

    /// Whatever is wrong with the file is exit 1, as in sops 3.13; that none was named is 100.
    @Override
    public int run(Arguments arguments, Console console) {
        if (arguments.positionals().isEmpty()) {
            throw new LockstepException(Kind.FILE_NOT_FOUND, "no file specified", "", "name a file");
        }
        var path = arguments.readsStandardInput()
                ? null
                : console.path(arguments.positionals().getFirst());
        String name = FilePipeline.name(path);
        var format = Layouts.of(arguments, path, Config.of(arguments, console)).input();
        try {
            boolean encrypted = Decryption.isEncrypted(FilePipeline.content(path, arguments, console), format);
            console.result("{\"encrypted\":" + encrypted + "}\n");
            if (path != null) {
                OrphanedTempFiles.in(AtomicFile.directoryOf(path))
                        .forEach(stray ->
                                console.warning(stray + " was left by a run that was killed, and may hold plain text;"
                                        + " the next encrypt or decrypt of a file beside it removes it"));
            }
            return ExitCodes.SUCCESS;
        } catch (LockstepException e) {
            if (e.problem().kind() == Kind.OUTPUT_UNWRITABLE) {
                throw e;
            }
            console.problem(
                    e.problem().where().startsWith(name)
                            ? e.problem()
                            : e.problem().in(name));
            return ExitCodes.GENERIC;
        }
    }
}
