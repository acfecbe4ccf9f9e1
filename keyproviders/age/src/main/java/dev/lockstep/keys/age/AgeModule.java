package dev.lockstep.keys.age;

import dev.lockstep.keys.Host;
import dev.lockstep.keys.KeyProvider;

/// Makes age known to `ServiceLoader`.
public final class AgeModule implements KeyProvider.Module {
    @Override
    public String id() {
        return AgeKeyProvider.ID;
    }

    @Override
    public KeyProvider open(Host host) {
        return new AgeKeyProvider(host);
    }
}
