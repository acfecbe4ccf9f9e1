package dev.lockstep.testkit;

import dev.lockstep.keys.KeyProvider;
import dev.lockstep.keys.MasterKey;

class FakeKeyProviderTest implements KeyProviderContract {
    private final FakeKeyProvider provider = FakeKeyProvider.local("fake").holding("ours");

    @Override
    public KeyProvider provider() {
        return provider;
    }

    @Override
    public MasterKey ownKey() {
        return provider.key("ours");
    }

    @Override
    public MasterKey foreignKey() {
        return provider.key("theirs");
    }

    @Override
    public MasterKey invalidKey() {
        return provider.key("no:key");
    }
}
