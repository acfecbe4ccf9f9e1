package dev.lockstep.cli;

import dev.lockstep.Encryption;
import dev.lockstep.FilePlace;
import dev.lockstep.config.CreationRule;
import dev.lockstep.config.SopsConfig;
import dev.lockstep.file.AtomicFile.Access;
import dev.lockstep.flags.Arguments;
import dev.lockstep.flags.Flag;
import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;
import dev.lockstep.problem.Problem;
import dev.lockstep.secret.Randomness;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `encrypt [FILE]`: one file or standard input, or several files in place. Knows flags and streams; nothing of keys or
/// ciphers.
final class EncryptCommand implements Command {
    @Override
    public String name() {
        return "encrypt";
    }

    @Override
    public String operands() {
        return "[FILE]  (with -i: FILE...)";
    }

    @Override
    public String summary() {
        return "Encrypts FILE, or standard input, to standard output; with -i any number of files in place.";
    }

    @Override
    public String details() {
        return "Keys and rules come from the flags, else from the first creation rule of .sops.yaml that matches the file's name."
                + " Standard input needs --filename-override. Everything that is not encrypted stays byte for byte. With several"
                + " files an error is told for each, the others are still encrypted, and the exit code is that of the first error.";
    }

    @Override
    public List<Flag<?>> flags() {
        return Flags.ofEncryption();
    }

    @Override
    public int run(Arguments arguments, Console console) {
        boolean standardInput = arguments.readsStandardInput() && !arguments.value(Flags.IN_PLACE);
        if (standardInput && arguments.value(Flags.FILENAME_OVERRIDE).isEmpty()) {
            throw new LockstepException(
                    Kind.CONFLICTING_PARAMETERS,
                    "must specify --filename-override when reading from standard input",
                    "",
                    "name a file, or give the name whose rule and format apply");
        }
        return new FilePipeline(arguments, console, Access.DEFAULT, "encrypted", arguments.value(Flags.MAX_SIZE))
                .run(() -> {
                    var config = Config.ofRules(arguments, console, arguments.value(Flags.STRICT));
                    var keys = Keys.of(arguments, console);
                    var encryption = new Encryption(keys, Randomness.system(), InstantSource.system());
                    return new Work(arguments, console, config, encryption);
                });
    }

    /// What is the same for all files of one run.
    private record Work(Arguments arguments, Console console, SopsConfig config, Encryption encryption)
            implements FilePipeline.Work {
        @Override
        public byte[] on(byte[] source, @Nullable Path path) {
            var layouts = Layouts.of(arguments, path, config);
            skipEncrypted(source, path, layouts);
            var rule = rule(path, layouts);
            try {
                var encrypted = encryption.encrypt(source, layouts.input(), rule, layouts.layout(), boundPath(path));
                refuseIfStrict(encrypted.warnings());
                refuseTooLarge(encrypted.bytes());
                encrypted.warnings().forEach(warning -> console.warning(FilePipeline.name(path) + ": " + warning));
                return encrypted.bytes();
            } catch (LockstepException e) {
                throw new LockstepException(e.problem().in(FilePipeline.name(path)));
            }
        }

        private void skipEncrypted(byte[] source, @Nullable Path path, Layouts layouts) {
            if (!arguments.value(Flags.SKIP_ENCRYPTED)) {
                return;
            }
            try {
                if (Encryption.isEncrypted(source, layouts.input())) {
                    throw new Batch.Skipped();
                }
            } catch (LockstepException e) {
                throw new LockstepException(e.problem().in(FilePipeline.name(path)));
            }
        }

        private void refuseIfStrict(List<String> warnings) {
            if (!warnings.isEmpty() && arguments.value(Flags.STRICT)) {
                throw new LockstepException(Problem.of(
                        Kind.CONFIG_INVALID,
                        "some secrets would stay readable",
                        warnings,
                        "correct the rule, or leave --strict to store it readable"));
            }
        }

        /// What is written opens again with the same limit.
        private void refuseTooLarge(byte[] encrypted) {
            long limit = Flags.encryptedSize(arguments);
            if (encrypted.length > limit) {
                throw new LockstepException(
                        Kind.FILE_UNREADABLE,
                        "has " + encrypted.length + " bytes when encrypted, above the limit of " + limit
                                + " for encrypted files",
                        "",
                        "raise --max-size, for encrypting and for decrypting");
            }
        }

        /// What `--bind-path` binds to: the name that is given for the file, else where it is written, else where it
        /// lies.
        private String boundPath(@Nullable Path path) {
            if (!arguments.value(Flags.BIND_PATH)) {
                return "";
            }
            String override = arguments.value(Flags.FILENAME_OVERRIDE);
            String output = FilePipeline.isStandardOutput(arguments) ? "" : arguments.value(Flags.OUTPUT);
            String name = override.isEmpty() ? output : override;
            var file = name.isEmpty() && path != null ? path : console.path(name);
            String bound = FilePlace.pathFor(file, console.workingDirectory());
            if (bound.isEmpty() || !bound.equals(Problem.escaped(bound))) {
                throw new LockstepException(
                        Kind.CONFLICTING_PARAMETERS,
                        bound.isEmpty()
                                ? "lies neither in a Git repository nor below the working directory, so there is no path to"
                                        + " bind it to"
                                : "a path with control characters cannot be bound",
                        "",
                        "change into a folder above it, or leave out --bind-path");
            }
            return bound;
        }

        private CreationRule rule(@Nullable Path path, Layouts layouts) {
            String override = arguments.value(Flags.FILENAME_OVERRIDE);
            var subject = override.isEmpty() && path != null ? path : console.path(override);
            if (layouts.input().wholeFile()) {
                RuleChoice.warnOfSelections(arguments, console, layouts.input());
                return config.ruleFor(subject, RuleChoice.withoutSelections(arguments));
            }
            return config.ruleFor(subject, RuleChoice.of(arguments));
        }
    }
}
