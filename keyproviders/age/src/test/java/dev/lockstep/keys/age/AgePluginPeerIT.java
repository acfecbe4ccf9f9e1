package dev.lockstep.keys.age;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.keys.KeyProvider.Unwrapped;
import dev.lockstep.keys.MasterKey;
import dev.lockstep.keys.WrappedKey;
import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;
import dev.lockstep.secret.DataKey;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Data keys for the recipient of a real plugin.
class AgePluginPeerIT {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    @TempDir
    private Path home;

    private String recipient = "";
    private String identity = "";

    @BeforeEach
    void generateKeys() {
        var keys =
                new Peers(home).text("age-plugin-peertest", "-keygen").lines().toList();
        recipient = keys.getFirst().substring("# recipient: ".length());
        identity = keys.get(1);
    }

    @Test
    void wrapsAndUnwrapsADataKey() {
        var result = host().provider().unwrap(wrapped(host()), LIMIT);
        try (var dataKey = ((Unwrapped.Opened) result).dataKey()) {
            assertThat(dataKey.length()).isEqualTo(32);
        }
        assertThat(host().provider().isLocal(MasterKey.of("age", "recipient", recipient)))
                .isFalse();
    }

    @Test
    void asksThePersonWhatThePluginAsks() {
        var wrapped = wrapped(host());
        var host = host().with("PEERTEST_PIN", "1234").answering("1234");
        assertThat(host.provider().unwrap(wrapped, LIMIT)).isInstanceOf(Unwrapped.Opened.class);
        assertThat(host.questions).containsExactly("age-plugin-peertest: PIN");
        var wrong =
                host().with("PEERTEST_PIN", "1234").answering("4321").provider().unwrap(wrapped, LIMIT);
        assertThat(((Unwrapped.Unreachable) wrong).sources())
                .anySatisfy(source -> assertThat(source).contains("age-plugin-peertest says:", "wrong PIN"));
        var nobody = host().with("PEERTEST_PIN", "1234").provider().unwrap(wrapped, LIMIT);
        assertThat(nobody).isInstanceOf(Unwrapped.Unreachable.class);
    }

    @Test
    void passesOnWhatThePluginSaysIsWrong() {
        var wrapped = wrapped(host());
        var failing = host().with("PEERTEST_FAIL", "no\u001b[31m card");
        var sources = ((Unwrapped.Unreachable) failing.provider().unwrap(wrapped, LIMIT)).sources();
        assertThat(sources)
                .anySatisfy(source -> assertThat(source).contains("age-plugin-peertest says:", "no\\u001b[31m card"));
        assertThatThrownBy(() -> wrapped(failing))
                .isInstanceOfSatisfying(
                        LockstepException.class,
                        e -> assertThat(e.problem().kind()).isEqualTo(Kind.KEY_NOT_WRAPPED))
                .hasMessageContaining("no\\u001b[31m card");
    }

    private WrappedKey wrapped(Machine host) {
        try (var dataKey = DataKey.owning(new byte[32])) {
            return host.provider().wrap(dataKey, MasterKey.of("age", "recipient", recipient), LIMIT);
        }
    }

    private Machine host() {
        return new Machine(home).with("PATH", Peers.bin().toString()).with("SOPS_AGE_KEY", identity);
    }
}
