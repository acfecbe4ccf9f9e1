package dev.lockstep.sync.operator;

import dev.lockstep.flags.Flag;
import dev.lockstep.problem.LockstepException;
import java.io.PrintStream;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/// Implements `run`: the program in the cluster.
public final class RunCommand {
    private RunCommand() {}

    /// Runs until the program may not go on. Told to end by a signal, it ends in order and does not return.
    ///
    /// @param out gets the log, lines of JSON
    /// @return the exit code: 1, because nothing but a fault or the loss of leadership makes it return; 0 after
    /// `--help`
    /// @throws LockstepException `USAGE`, `FILE_NOT_FOUND`, `CONFIG_INVALID`
    public static int run(List<String> words, Map<String, String> environment, PrintStream out) {
        return run(words, environment, out, PortDecorator.NONE);
    }

    static int run(List<String> words, Map<String, String> environment, PrintStream out, PortDecorator ports) {
        var arguments = RunOptions.read(words);
        if (arguments.value(Flag.HELP)) {
            out.print(RunOptions.help());
            return 0;
        }
        var options = RunOptions.of(arguments);
        try (var log = JsonLog.to(
                out, InstantSource.system(), options.logLevel(), options.eso().timeEncoding())) {
            LibraryLogs.routeTo(log);
            warn(options.eso(), log);
            return new OperatorProcess(options, environment, log, ports).run();
        }
    }

    /// Says once what of the command line has no effect.
    private static void warn(EsoOptions options, JsonLog log) {
        if (!options.ignored().isEmpty()) {
            log.line(
                    JsonLog.Level.WARN,
                    "flags",
                    JsonLog.fields("without effect", options.ignored(), "next", "take them out of the arguments"));
        }
        if (!options.metricsInClear()) {
            log.line(
                    JsonLog.Level.WARN,
                    "flags",
                    JsonLog.fields(
                            "off",
                            "/metrics, since TLS and logins for it are not served yet",
                            "next",
                            "take --metrics-secure and --metrics-auth away, and restrict the port by a NetworkPolicy"));
        }
    }
}
