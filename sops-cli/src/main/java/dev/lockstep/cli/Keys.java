package dev.lockstep.cli;

import dev.lockstep.flags.Arguments;
import dev.lockstep.keys.DataKeys;
import dev.lockstep.keys.KeyProviders;
import dev.lockstep.keys.ProviderEnvironment;
import dev.lockstep.keys.UnwrapPolicy;
import dev.lockstep.keys.age.AgeModule;
import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;
import dev.lockstep.secret.Randomness;
import java.nio.file.Path;
import java.util.List;

/// Selects the keys that a command may use, from its flags and the environment.
final class Keys {
    private Keys() {}

    /// @throws LockstepException `DUPLICATE_DECRYPTION_ORDER`; `USAGE` for key services, which are not built yet
    static DataKeys of(Arguments arguments, Console console) {
        if (!arguments.value(Flags.KEY_SERVICE).isEmpty()) {
            throw Commands.notBuilt("flag --keyservice");
        }
        if (!arguments.value(Flags.LOCAL_KEY_SERVICE)) {
            throw new LockstepException(
                    Kind.USAGE,
                    "without the local key service there is no key service to use",
                    "",
                    "leave --enable-local-keyservice and SOPS_ENABLE_LOCAL_KEYSERVICE alone");
        }
        var policy = UnwrapPolicy.DEFAULT.ordered(arguments.value(Flags.DECRYPTION_ORDER));
        return new DataKeys(providers(console), Randomness.system(), policy);
    }

    /// The key services of this machine. age is named, since looking for services takes longer than decrypting a small
    /// file.
    static KeyProviders providers(Console console) {
        var host = new ProviderEnvironment(
                console.environment(), home(console), new TerminalPassphrases(), Randomness.system());
        return KeyProviders.installed(host, List.of(new AgeModule()));
    }

    private static Path home(Console console) {
        String home = console.environment().getOrDefault("HOME", "");
        return home.isEmpty() ? Path.of(System.getProperty("user.home")) : console.path(home);
    }
}
