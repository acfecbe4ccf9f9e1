package dev.lockstep.cli;

import dev.lockstep.config.SopsConfig;

/// The `.sops.yaml` that holds for a run: named by `--config` or `SOPS_CONFIG`, else looked for from the working
/// directory upwards.
final class Config {
    private Config() {}

    /// @throws dev.lockstep.problem.LockstepException `CONFIG_INVALID` for one that cannot be used, whatever the
    /// command
    static SopsConfig of(Arguments arguments, Console console) {
        String explicit = arguments.value(Flags.CONFIG);
        var config = SopsConfig.find(console.workingDirectory(), explicit.isEmpty() ? null : console.path(explicit));
        config.warnings().forEach(console::warning);
        return config;
    }
}
