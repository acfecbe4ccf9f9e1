package dev.lockstep.cli;

import dev.lockstep.Decryption;
import dev.lockstep.Decryption.MacCheck;
import dev.lockstep.config.SopsConfig;
import dev.lockstep.flags.Arguments;
import dev.lockstep.flags.Flag;
import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;
import dev.lockstep.problem.Problem;
import java.util.List;

/// `verify FILE...`: whether encrypted files open and are what was sealed. Prints no value.
final class VerifyCommand implements Command {
    private static final Flag<Boolean> STRICT =
            Flag.on("refuse a file without a structure digest: sops wrote it, or the digest was removed", "--strict");

    @Override
    public String name() {
        return "verify";
    }

    @Override
    public String operands() {
        return "FILE...";
    }

    @Override
    public String summary() {
        return "Checks that files open, and that their MAC and structure hold; prints no value.";
    }

    @Override
    public String details() {
        return "Prints one line for each file that is in order: FILE: OK. With several files an error is told for each,"
                + " and the exit code is that of the first error: 51 if a file was changed after it was encrypted."
                + " A FILE of - is standard input; --input-type or --filename-override says its format.";
    }

    @Override
    public List<Flag<?>> flags() {
        return List.of(
                STRICT,
                Flags.INPUT_TYPE,
                Flags.FILENAME_OVERRIDE,
                Flags.DECRYPTION_ORDER,
                Flags.LOCAL_KEY_SERVICE,
                Flags.KEY_SERVICE,
                Flags.MAX_SIZE,
                Flags.CONFIG,
                Flags.VERBOSE,
                Flag.HELP);
    }

    @Override
    public int run(Arguments arguments, Console console) {
        if (arguments.positionals().isEmpty()) {
            throw new LockstepException(
                    Kind.FILE_NOT_FOUND, "no file specified", "", "name one or more files, or - for standard input");
        }
        FilePipeline.refuseOverrideOfSeveral(arguments);
        var config = Config.of(arguments, console);
        var decryption = new Decryption(Keys.of(arguments, console));
        int exit = ExitCodes.SUCCESS;
        for (var file : arguments.positionals()) {
            try {
                verify(file, arguments, console, config, decryption);
            } catch (LockstepException e) {
                if (e.problem().kind() == Kind.OUTPUT_UNWRITABLE) {
                    throw e;
                }
                console.problem(e.problem());
                exit = exit == ExitCodes.SUCCESS ? ExitCodes.of(e.problem().kind()) : exit;
            }
        }
        return exit;
    }

    private static void verify(
            String name, Arguments arguments, Console console, SopsConfig config, Decryption decryption) {
        var path = name.equals(Arguments.STANDARD_INPUT) ? null : console.path(name);
        String shown = path == null ? FilePipeline.name(null) : name;
        var format = Layouts.of(arguments, path, config).input();
        byte[] content = FilePipeline.content(path, arguments, console);
        try (var opened =
                decryption.open(content, format, MacCheck.REQUIRED, FilePipeline.place(path, arguments, console))) {
            opened.warnings().forEach(warning -> console.warning(shown + ": " + warning));
            if (arguments.value(STRICT) && !opened.hasStructure()) {
                throw new LockstepException(
                        Kind.MAC_MISMATCH,
                        "has no structure digest: keys and types may have been changed",
                        "",
                        "compare it with its history in Git, then decrypt it and encrypt it again with lockstep");
            }
            String bound = opened.boundPath().isEmpty() ? "" : ", bound to " + opened.boundPath();
            String note = opened.hasStructure() ? bound : ", without a structure digest";
            console.result(Problem.escaped(shown) + ": OK" + Problem.escaped(note) + "\n");
        } catch (LockstepException e) {
            throw e.problem().kind() == Kind.OUTPUT_UNWRITABLE
                    ? e
                    : new LockstepException(e.problem().in(FilePipeline.name(path)));
        }
    }
}
