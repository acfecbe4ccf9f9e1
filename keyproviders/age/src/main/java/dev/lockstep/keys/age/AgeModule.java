package dev.lockstep.keys.age;

import dev.lockstep.keys.KeyProvider;
import dev.lockstep.keys.ProviderEnvironment;

/// Makes age known to `ServiceLoader`.
public final class AgeModule implements KeyProvider.Module {
    @Override
    public String id() {
        return AgeKeyProvider.ID;
    }

    @Override
    public KeyProvider open(ProviderEnvironment environment) {
        return new AgeKeyProvider(environment);
    }
}
