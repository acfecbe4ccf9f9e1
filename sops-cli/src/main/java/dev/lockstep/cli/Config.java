package dev.lockstep.cli;

import dev.lockstep.config.SafeDirectories;
import dev.lockstep.config.SopsConfig;
import dev.lockstep.flags.Arguments;
import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;
import dev.lockstep.problem.Problem;

/// The `.sops.yaml` that holds for a run: named by `--config` or `SOPS_CONFIG`, else looked for from the working
/// directory upwards.
final class Config {
    private Config() {}

    /// For commands that take no more of it than the layout of their output: one of another user is passed over.
    ///
    /// @throws LockstepException `CONFIG_INVALID` for one that cannot be used, whatever the command
    static SopsConfig of(Arguments arguments, Console console) {
        var config = found(arguments, console);
        var refusal = config.refusal();
        if (refusal != null) {
            console.warning(refusal.line());
        }
        return config;
    }

    /// For commands that go by its rules: [SopsConfig#ruleFor] refuses one of another user, and what it does not
    /// understand is told.
    ///
    /// @param strict whether unknown fields are an error
    /// @throws LockstepException `CONFIG_INVALID`
    static SopsConfig ofRules(Arguments arguments, Console console, boolean strict) {
        var config = found(arguments, console);
        var unknown = config.unknownFields();
        if (strict && !unknown.isEmpty()) {
            throw new LockstepException(Problem.of(
                    Kind.CONFIG_INVALID,
                    unknown.size() + " unknown keys do nothing",
                    unknown,
                    unknown.size() == 1
                            ? "correct the key, or leave --strict to go on without it"
                            : "correct the keys, or leave --strict to go on without them"));
        }
        unknown.forEach(console::warning);
        return config;
    }

    private static SopsConfig found(Arguments arguments, Console console) {
        String explicit = arguments.value(Flags.CONFIG);
        var environment = console.environment();
        var safe = new SafeDirectories(
                environment.getOrDefault(SafeDirectories.VARIABLE, ""), environment.getOrDefault("SUDO_UID", ""));
        var config =
                SopsConfig.find(console.workingDirectory(), explicit.isEmpty() ? null : console.path(explicit), safe);
        config.warnings().forEach(console::warning);
        return config;
    }
}
