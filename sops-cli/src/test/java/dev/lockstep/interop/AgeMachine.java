package dev.lockstep.interop;

import dev.lockstep.Decryption;
import dev.lockstep.Encryption;
import dev.lockstep.keys.DataKeys;
import dev.lockstep.keys.KeyProviders;
import dev.lockstep.keys.ProviderEnvironment;
import dev.lockstep.keys.UnwrapPolicy;
import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;
import dev.lockstep.secret.Randomness;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;

/// What a machine with one age identity in its environment encrypts and opens with; nobody sits at it.
record AgeMachine(Encryption encryption, Decryption decryption) {
    /// A key pair made for these tests.
    static final String IDENTITY = "AGE-SECRET-KEY-1QHJH7QRAVJF8GRE52EZZT097EDH6PWGRGHXTDQFE20Z2924RUFLSTGJGX5";

    static final String RECIPIENT = "age1s90c94vkvsd8a0jg6pd44mstlufy4h56perk7gjxqegs23takvtshgx3zw";

    static AgeMachine holding(String identity) {
        var environment = new ProviderEnvironment(
                Map.of("SOPS_AGE_KEY", identity),
                Path.of("/nonexistent"),
                prompt -> {
                    throw new LockstepException(Kind.NO_KEY_OPENED_FILE, "nobody to ask for the " + prompt, "", "");
                },
                Randomness.system());
        var keys = new DataKeys(KeyProviders.installed(environment), Randomness.system(), UnwrapPolicy.DEFAULT);
        return new AgeMachine(new Encryption(keys, Randomness.system(), InstantSource.system()), new Decryption(keys));
    }
}
