package dev.lockstep.keys.age;

import dev.lockstep.keys.KeyProvider;
import dev.lockstep.keys.MasterKey;
import dev.lockstep.testkit.KeyProviderContract;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource
class AgeKeyProviderContractTest implements KeyProviderContract {
    enum Pair {
        X25519,
        HYBRID
    }

    @Parameter
    private Pair pair = Pair.X25519;

    @TempDir
    private Path home;

    private KeyProvider provider = new Machine(Path.of("")).provider();

    @BeforeEach
    void openProvider() {
        var secret = pair == Pair.X25519
                ? AgeIdentity.generate(Machine.seeded(1)).encoded()
                : HybridIdentity.random(Machine.seeded(1)).encoded();
        provider = new Machine(home)
                .with("SOPS_AGE_KEY", Ascii.text(secret, 0, secret.length))
                .provider();
    }

    @Override
    public KeyProvider provider() {
        return provider;
    }

    @Override
    public MasterKey ownKey() {
        return key(1);
    }

    @Override
    public MasterKey foreignKey() {
        return key(2);
    }

    @Override
    public MasterKey invalidKey() {
        return MasterKey.of("age", "recipient", "age1nothing");
    }

    private MasterKey key(long seed) {
        var random = Machine.seeded(seed);
        var recipient = pair == Pair.X25519
                ? AgeIdentity.generate(random).recipient()
                : HybridIdentity.random(random).recipient().toString();
        return MasterKey.of("age", "recipient", recipient);
    }
}
