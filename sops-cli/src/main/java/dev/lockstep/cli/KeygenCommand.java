package dev.lockstep.cli;

import dev.lockstep.file.AtomicFile;
import dev.lockstep.flags.Arguments;
import dev.lockstep.flags.Flag;
import dev.lockstep.keys.NewKey;
import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;

/// `keygen`: a new age key file, in the form that `age-keygen` gives it.
final class KeygenCommand implements Command {
    @Override
    public String name() {
        return "keygen";
    }

    @Override
    public String operands() {
        return "";
    }

    @Override
    public String summary() {
        return "Makes an age key to encrypt for and decrypt with.";
    }

    @Override
    public String details() {
        return "The file holds the secret key, and its recipient after \"# public key: \". With --output it gets mode 0600, and an "
                + "existing file is never overwritten; the recipient is then printed too.";
    }

    @Override
    public List<Flag<?>> flags() {
        return List.of(Flags.OUTPUT, Flag.HELP);
    }

    @Override
    public int run(Arguments arguments, Console console) {
        if (!arguments.positionals().isEmpty()) {
            throw new LockstepException(Kind.USAGE, "keygen takes no file", "", "name the key file with --output");
        }
        try (var key = Keys.providers(console).maker("age").make()) {
            byte[] file = file(key);
            try {
                write(arguments.value(Flags.OUTPUT), file, key, console);
            } finally {
                Arrays.fill(file, (byte) 0);
            }
        }
        return ExitCodes.SUCCESS;
    }

    private static void write(String output, byte[] file, NewKey key, Console console) {
        if (output.isEmpty() || output.equals("-")) {
            console.result(file);
            return;
        }
        var path = console.path(output);
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            throw new LockstepException(
                    Kind.OUTPUT_UNWRITABLE,
                    "exists already",
                    path.toString(),
                    "keys are not overwritten: name another file");
        }
        AtomicFile.write(path, file, AtomicFile.Access.OWNER, AtomicFile.HardLinks.REFUSE);
        console.result(key.recipient() + "\n");
    }

    private static byte[] file(NewKey key) {
        var created = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        byte[] head = ("# created: " + created + "\n# public key: " + key.recipient() + "\n")
                .getBytes(StandardCharsets.US_ASCII);
        byte[] secret = key.secret();
        byte[] file = Arrays.copyOf(head, head.length + secret.length + 1);
        System.arraycopy(secret, 0, file, head.length, secret.length);
        file[file.length - 1] = '\n';
        return file;
    }
}
