package dev.lockstep.cli;

import dev.lockstep.Decryption;
import dev.lockstep.Encryption;
import dev.lockstep.config.CreationRule;
import dev.lockstep.config.SopsConfig;
import dev.lockstep.file.AtomicFile.Access;
import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;
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
        boolean standardInput = arguments.positionals().isEmpty() && !arguments.value(Flags.IN_PLACE);
        if (standardInput && arguments.value(Flags.FILENAME_OVERRIDE).isEmpty()) {
            throw new LockstepException(
                    Kind.CONFLICTING_PARAMETERS,
                    "must specify --filename-override when reading from standard input",
                    "",
                    "name a file, or give the name whose rule and format apply");
        }
        return new Passage(arguments, console, Access.DEFAULT, "encrypted").run(() -> {
            var config = Config.of(arguments, console);
            var keys = Keys.of(arguments, console);
            var encryption = new Encryption(keys, Randomness.system(), InstantSource.system());
            return new Work(arguments, console, config, encryption);
        });
    }

    /// What is the same for all files of one run.
    private record Work(Arguments arguments, Console console, SopsConfig config, Encryption encryption)
            implements Passage.Work {
        @Override
        public byte[] on(byte[] source, @Nullable Path path) {
            var layouts = Layouts.of(arguments, path, config);
            skipEncrypted(source, path, layouts);
            var rule = rule(path, layouts);
            try {
                var encrypted = encryption.encrypt(source, layouts.input(), rule, layouts.layout());
                for (var warning : encrypted.warnings()) {
                    warn(warning, encrypted.secrets());
                }
                encrypted.warnings().forEach(warning -> console.warning(Passage.name(path) + ": " + warning));
                return encrypted.bytes();
            } catch (LockstepException e) {
                throw new LockstepException(e.problem().in(Passage.name(path)));
            }
        }

        private void skipEncrypted(byte[] source, @Nullable Path path, Layouts layouts) {
            if (!arguments.value(Flags.SKIP_ENCRYPTED)) {
                return;
            }
            try {
                if (Decryption.isEncrypted(source.clone(), layouts.input())) {
                    throw new Batch.Skipped();
                }
            } catch (LockstepException e) {
                throw new LockstepException(e.problem().in(Passage.name(path)));
            }
        }

        private void warn(String warning, int secrets) {
            if (secrets == 0 && arguments.value(Flags.STRICT)) {
                throw new LockstepException(
                        Kind.CONFIG_INVALID, warning, "", "correct the rule, or leave --strict to store it readable");
            }
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
