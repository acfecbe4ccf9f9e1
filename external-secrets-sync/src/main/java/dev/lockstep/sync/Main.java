package dev.lockstep.sync;

import dev.lockstep.Decryption;
import dev.lockstep.file.RawNames;
import dev.lockstep.keys.DataKeys;
import dev.lockstep.keys.KeyProviders;
import dev.lockstep.keys.ProviderEnvironment;
import dev.lockstep.keys.UnwrapPolicy;
import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;
import dev.lockstep.problem.Problem;
import dev.lockstep.problem.ProblemText;
import dev.lockstep.secret.Randomness;
import dev.lockstep.sync.agent.OnceCommand;
import dev.lockstep.sync.agent.Report;
import dev.lockstep.sync.agent.WhyCommand;
import dev.lockstep.sync.operator.RunCommand;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;

/// Runs the subcommand named on the command line.
final class Main {
    private static final int BROKEN_PIPE = 141;
    private static final String HELP = """
            Usage: lockstep-sync COMMAND

            Brings secrets to where workloads read them.

              once     write the Secrets of a directory or a Git commit as files, or into a cluster
              run      keep the Secrets of a cluster in step with the stores that its resources name
              why      tell how an ExternalSecret of the cluster stands, and what to do about it

            lockstep-sync COMMAND --help tells more; lockstep-sync --version prints the version.
            """;

    private Main() {}

    public static void main(String[] arguments) {
        var pipe = new PipeOutput(FileDescriptor.out);
        var out = new PrintStream(new BufferedOutputStream(pipe), true, StandardCharsets.UTF_8);
        int code = run(RawNames.arguments(List.of(arguments)), environment(), out, System.err);
        boolean failed = out.checkError();
        System.exit(!failed ? code : pipe.isReaderGone() && code != 1 ? BROKEN_PIPE : 1);
    }

    static ProviderEnvironment environment() {
        return new ProviderEnvironment(
                System.getenv(), Path.of(System.getProperty("user.home")), Main::noPassphrase, Randomness.system());
    }

    /// @return the exit code: 0, or 1 for a wrong command line and for anything that was refused; `why` has another
    static int run(List<String> arguments, ProviderEnvironment environment, PrintStream out, PrintStream err) {
        try {
            return command(arguments, environment, out, err);
        } catch (LockstepException e) {
            new Report(out, err).tell(e.problem());
        } catch (OutOfMemoryError e) {
            err.println("lockstep-sync: out of memory");
            err.println(ProblemText.hint("give it more memory, or name a narrower path"));
        } catch (RuntimeException | Error e) {
            // Its message may quote input.
            err.println("lockstep-sync: internal error, " + e.getClass().getName() + place(e));
            err.println(ProblemText.hint("please report this line as a bug"));
        }
        return 1;
    }

    private static String place(Throwable e) {
        return e.getStackTrace().length == 0 ? "" : " at " + e.getStackTrace()[0];
    }

    private static int command(
            List<String> arguments, ProviderEnvironment environment, PrintStream out, PrintStream err) {
        String word = arguments.isEmpty() ? "--help" : arguments.getFirst();
        return switch (word) {
            case "--version", "-v" -> {
                out.println("lockstep-sync " + version());
                yield 0;
            }
            case "--help", "-h", "help" -> {
                out.print(HELP);
                yield arguments.isEmpty() ? 1 : 0;
            }
            case "why" -> WhyCommand.run(arguments.subList(1, arguments.size()), InstantSource.system(), out);
            case "once" ->
                OnceCommand.run(arguments.subList(1, arguments.size()), () -> decryption(environment), out, err);
            case "run" -> RunCommand.run(arguments.subList(1, arguments.size()), environment.variables(), out);
            default -> {
                err.println("lockstep-sync: unknown command " + Problem.escaped(word));
                err.println(ProblemText.hint("see lockstep-sync --help"));
                yield 1;
            }
        };
    }

    /// The build writes its version into this resource.
    private static String version() {
        try (var resource = Main.class.getResourceAsStream("version.txt")) {
            if (resource == null) throw new IllegalStateException("version.txt is missing beside the class");
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Decryption decryption(ProviderEnvironment environment) {
        return new Decryption(
                new DataKeys(KeyProviders.installed(environment), Randomness.system(), UnwrapPolicy.DEFAULT));
    }

    private static byte[] noPassphrase(String prompt) {
        throw new LockstepException(
                Kind.NO_KEY_OPENED_FILE,
                "there is nobody to ask",
                "",
                "use a key without a passphrase, kept in a Secret or on tmpfs");
    }
}
