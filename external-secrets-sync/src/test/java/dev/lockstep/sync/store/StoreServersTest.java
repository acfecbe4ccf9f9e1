package dev.lockstep.sync.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.problem.LockstepException;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StoreServersTest {
    private static StoreServers of(String... urls) {
        return StoreServers.of("--allow", List.of(urls));
    }

    @ParameterizedTest(name = "{0} admits {1}: {2}")
    @CsvSource({
        "https://vault.example, https://vault.example, true",
        "https://vault.example, https://VAULT.example:443/any/path, true",
        "https://vault.example/, https://vault.example/a, true",
        "https://vault.example:8200, https://vault.example:8200, true",
        "https://vault.example, http://vault.example, false",
        "https://vault.example, https://vault.example:8200, false",
        "https://vault.example, https://vault.example.evil, false",
        "https://vault.example, https://evil.example, false",
        "https://vault.example, https://vault.example@evil.example, false",
        "https://gate.example/vault, https://gate.example/vault, true",
        "https://gate.example/vault, https://gate.example/vault/, true",
        "https://gate.example/vault, https://gate.example/vault/x, true",
        "https://gate.example/vault, https://gate.example/vaulted, false",
        "https://gate.example/vault, https://gate.example/vault/../other, false",
        "https://gate.example/vault, https://gate.example, false",
        "http://[::1]:8200, http://[::1]:8200, true",
    })
    void admitsASchemeHostAndPortAndWhatLiesBelowAPath(String allowed, URI server, boolean admitted) {
        assertThat(of("https://another.example", allowed).admit(server)).isEqualTo(admitted);
    }

    @Test
    void admitsNothingWithoutAnEntry() {
        assertThat(of().isEmpty()).isTrue();
        assertThat(of().admit(URI.create("https://vault.example"))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "vault.example",
                "ftp://vault.example",
                "https://",
                "https://user:hunter2@vault.example",
                "https://vault.example?q=hunter2",
                "https://vault.example/#hunter2",
                "https://a b",
                "https://*.example",
            })
    void refusesWhatIsNotTheUrlOfAServer(String url) {
        assertThatThrownBy(() -> of(url))
                .isInstanceOf(LockstepException.class)
                .hasMessageContaining("flag --allow takes the URL of a server")
                .hasMessageNotContaining("hunter2");
    }
}
