package dev.lockstep.sync;

import dev.lockstep.Decryption;
import dev.lockstep.keys.Attempts;
import dev.lockstep.keys.DataKeys;
import dev.lockstep.keys.Host;
import dev.lockstep.keys.KeyProviders;
import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;
import dev.lockstep.secret.Randomness;
import dev.lockstep.sync.agent.OnceCommand;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;

/// Entry of the program: reads the first word and hands over to the command.
final class Main {
    private static final String VERSION = "0.1.0";
    private static final String HELP = """
            Usage: lockstep-sync COMMAND

            Brings secrets to where workloads read them.

              once     write the Secrets of SOPS files as files, from a directory or a Git commit

            lockstep-sync COMMAND --help tells more; lockstep-sync --version prints the version.
            """;

    private Main() {}

    public static void main(String[] arguments) throws InterruptedException {
        int code = run(List.of(arguments), System.out, System.err);
        System.out.flush();
        if (System.out.checkError() && code == 0) {
            code = 3;
        }
        System.exit(code);
    }

    private static int run(List<String> arguments, PrintStream out, PrintStream err) throws InterruptedException {
        String word = arguments.isEmpty() ? "--help" : arguments.getFirst();
        return switch (word) {
            case "--version", "-v" -> {
                out.println("lockstep-sync " + VERSION);
                yield 0;
            }
            case "--help", "-h", "help" -> {
                out.print(HELP);
                yield arguments.isEmpty() ? 1 : 0;
            }
            case "once" -> OnceCommand.run(arguments.subList(1, arguments.size()), decryption(), out, err);
            default -> {
                err.println("lockstep-sync: unknown command " + dev.lockstep.problem.Problem.escaped(word));
                err.println("hint: the only command is once; see lockstep-sync --help");
                yield 1;
            }
        };
    }

    private static Decryption decryption() {
        var host = new Host(
                System.getenv(), Path.of(System.getProperty("user.home")), Main::noPassphrase, Randomness.system());
        return new Decryption(new DataKeys(KeyProviders.installed(host), Randomness.system(), Attempts.DEFAULT));
    }

    private static byte[] noPassphrase(String prompt) {
        throw new LockstepException(
                Kind.NO_KEY_OPENED_FILE,
                "a passphrase is needed and there is nobody to ask",
                "",
                "use a key without a passphrase, kept in a Secret or on tmpfs");
    }
}
