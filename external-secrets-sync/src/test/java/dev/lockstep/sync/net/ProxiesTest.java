package dev.lockstep.sync.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.problem.LockstepException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProxiesTest {
    private static final URI VAULT = URI.create("https://vault.corp.example:8200/v1/a");

    private static Proxies without(String noProxy) {
        return Proxies.of(Map.of("HTTPS_PROXY", "http://proxy:3128", "NO_PROXY", noProxy));
    }

    private static String proxyOf(Proxies proxies, URI uri) {
        return proxies.select(uri).getFirst() instanceof Proxy proxy
                        && proxy.address() instanceof InetSocketAddress address
                ? address.getHostString() + ":" + address.getPort()
                : "";
    }

    @Test
    void hasAProxyForEachScheme() {
        var proxies = Proxies.of(Map.of("HTTPS_PROXY", "http://secure:3128", "http_proxy", "plain:8080"));

        assertThat(proxyOf(proxies, VAULT)).isEqualTo("secure:3128");
        assertThat(proxyOf(proxies, URI.create("http://vault.corp.example"))).isEqualTo("plain:8080");
        assertThat(proxyOf(Proxies.of(Map.of("HTTP_PROXY", "http://plain")), VAULT))
                .isEmpty();
    }

    @Test
    void theNameInUpperCaseGoesFirst() {
        var proxies = Proxies.of(Map.of("HTTPS_PROXY", "http://upper:1", "https_proxy", "http://lower:2"));

        assertThat(proxyOf(proxies, VAULT)).isEqualTo("upper:1");
        assertThat(proxyOf(Proxies.of(Map.of("HTTPS_PROXY", "", "https_proxy", "http://lower:2")), VAULT))
                .isEqualTo("lower:2");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "*                          | vault.corp.example",
                "corp.example               | vault.corp.example",
                "corp.example               | corp.example",
                "other, CORP.example        | Vault.Corp.Example",
                ".corp.example              | vault.corp.example",
                "*.corp.example             | vault.corp.example",
                "vault.corp.example:8200    | vault.corp.example",
                "10.1.2.3                   | 10.1.2.3",
                "10.1.2.3:8200              | 10.1.2.3",
                "10.0.0.0/8                 | 10.1.2.3",
                "fd00::/8                   | [fd00::1]",
                "fd00::1                    | [fd00::1]",
                "[fd00::1]:8200             | [fd00::1]",
                "x                          | localhost",
                "x                          | 127.0.0.2",
                "x                          | [::1]"
            })
    void asksDirectlyWhatTheListCovers(String list, String host) {
        assertThat(without(list).serve(URI.create("https://" + host + ":8200"))).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                         | vault.corp.example",
                "xcorp.example              | vault.corp.example",
                "orp.example                | corp.example",
                ".corp.example              | corp.example",
                "*.corp.example             | corp.example",
                "vault.corp.example:8201    | vault.corp.example",
                "10.1.2.4                   | 10.1.2.3",
                "10.1.2.3:443               | 10.1.2.3",
                "10.1.2.0/31                | 10.1.2.3",
                "10.0.0.0/99                | 10.1.2.3",
                ":8200                      | vault.corp.example",
                "2.3                        | 10.1.2.3",
                "10.0.0.0/8                 | vault.corp.example"
            })
    void asksTheProxyForAllElse(String list, String host) {
        assertThat(without(list).serve(URI.create("https://" + host + ":8200"))).isTrue();
    }

    @Test
    void tellsTheProxyNameAndPassword() {
        var proxies = Proxies.of(Map.of("HTTPS_PROXY", "http://me:p%40ss@proxy:3128"));

        assertThat(proxies.authorization(VAULT)).contains("Basic bWU6cEBzcw==");
        assertThat(proxies.authorization(URI.create("https://localhost"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"socks5://proxy:1080", "https://me:canary@proxy:3128", "http://", "ht tp://x"})
    void refusesWhatIsNoHttpProxyWithoutShowingIt(String text) {
        assertThatThrownBy(() -> Proxies.of(Map.of("https_proxy", text)))
                .isInstanceOfSatisfying(
                        LockstepException.class,
                        refused -> assertThat(refused.problem().toString())
                                .contains("HTTPS_PROXY")
                                .doesNotContain("canary"));
    }
}
