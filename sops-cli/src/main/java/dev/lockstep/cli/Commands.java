package dev.lockstep.cli;

import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;
import dev.lockstep.problem.Nearest;
import dev.lockstep.problem.Problem;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Lists the commands, and those of sops 3.13 that are not there yet.
final class Commands {
    private static final List<String> NOT_BUILT = List.of(
            "edit",
            "rotate",
            "set",
            "unset",
            "updatekeys",
            "groups",
            "exec-env",
            "exec-file",
            "publish",
            "keyservice",
            "completion");

    private Commands() {}

    /// The command of this name; null if it is none, so that it may be a file.
    ///
    /// @throws LockstepException `USAGE` for a command of sops that is not built yet
    static @Nullable Command named(String name) {
        return switch (name) {
            case "encrypt" -> new EncryptCommand();
            case "decrypt" -> new DecryptCommand();
            case "filestatus" -> new FileStatusCommand();
            case "verify" -> new VerifyCommand();
            case "keygen" -> new KeygenCommand();
            default -> {
                if (NOT_BUILT.contains(name)) {
                    throw notBuilt("command " + name);
                }
                yield null;
            }
        };
    }

    /// All commands, for help. A plain run makes only its own.
    static List<Command> built() {
        return List.of(
                new EncryptCommand(),
                new DecryptCommand(),
                new FileStatusCommand(),
                new VerifyCommand(),
                new KeygenCommand());
    }

    static LockstepException notBuilt(String what) {
        return new LockstepException(
                Kind.USAGE, what + " is not in this version", "", "use sops 3.13 for it; the files are the same");
    }

    /// For a first word that is no command: in sops it is a file to edit.
    static LockstepException unknown(String word, boolean fileExists) {
        var names = new ArrayList<String>();
        for (var command : built()) {
            names.add(command.name());
        }
        names.add("help");
        String nearest = Nearest.to(word, names);
        if (fileExists || nearest == null && (word.indexOf('.') >= 0 || word.indexOf('/') >= 0)) {
            return new LockstepException(
                    Kind.USAGE,
                    "editing a file is not in this version",
                    word,
                    "decrypt it with lockstep decrypt, or use sops 3.13 to edit it");
        }
        return new LockstepException(
                Kind.USAGE,
                "unknown command " + Problem.escaped(word),
                "",
                nearest == null ? "lockstep help lists the commands" : "did you mean " + nearest + "?");
    }
}
