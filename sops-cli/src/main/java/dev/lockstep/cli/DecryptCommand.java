package dev.lockstep.cli;

import dev.lockstep.Decryption;
import dev.lockstep.Decryption.MacCheck;
import dev.lockstep.config.SopsConfig;
import dev.lockstep.document.KeyPath;
import dev.lockstep.file.AtomicFile.Access;
import dev.lockstep.flags.Arguments;
import dev.lockstep.flags.Flag;
import dev.lockstep.problem.LockstepException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `decrypt [FILE]`: one file or standard input, or several files in place. Knows flags and streams; nothing of keys or
/// ciphers.
final class DecryptCommand implements Command {
    @Override
    public String name() {
        return "decrypt";
    }

    @Override
    public String operands() {
        return "[FILE]  (with -i: FILE...)";
    }

    @Override
    public String summary() {
        return "Decrypts FILE, or standard input, to standard output; with -i any number of files in place.";
    }

    @Override
    public String details() {
        return "The file comes back byte for byte as it was encrypted. Standard input without --input-type or"
                + " --filename-override is taken for an encrypted binary file. With several files an error is told for each, the"
                + " others are still decrypted, and the exit code is that of the first error.";
    }

    @Override
    public List<Flag<?>> flags() {
        return Flags.ofDecryption();
    }

    @Override
    public int run(Arguments arguments, Console console) {
        return new FilePipeline(arguments, console, Access.OWNER, "decrypted", Flags.encryptedSize(arguments))
                .run(() -> {
                    var config = Config.of(arguments, console);
                    var decryption = new Decryption(Keys.of(arguments, console));
                    return new Work(
                            arguments, console, config, decryption, KeyPath.parse(arguments.value(Flags.EXTRACT)));
                });
    }

    /// What is the same for all files of one run.
    private record Work(Arguments arguments, Console console, SopsConfig config, Decryption decryption, KeyPath part)
            implements FilePipeline.Work {
        @Override
        public byte[] on(byte[] source, @Nullable Path path) {
            var layouts = Layouts.of(arguments, path, config);
            var check = arguments.value(Flags.IGNORE_MAC) ? MacCheck.IGNORED : MacCheck.REQUIRED;
            String name = FilePipeline.name(path);
            try (var opened =
                    decryption.open(source, layouts.input(), check, FilePipeline.place(path, arguments, console))) {
                opened.warnings().forEach(warning -> console.warning(name + ": " + warning));
                return part.parts().isEmpty()
                        ? opened.plain(layouts.layout())
                        : opened.extract(part, layouts.output(), layouts.indent());
            } catch (LockstepException e) {
                throw new LockstepException(e.problem().in(name));
            }
        }
    }
}
