package dev.lockstep.sync.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.sync.engine.Cause;
import dev.lockstep.sync.engine.SyncError;
import dev.lockstep.sync.net.Proxies;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EgressTest {
    private static final Egress IN_A_POD = new Egress(false, Proxies.NONE);

    private static SyncError refusal(Egress egress, String server) {
        var fault = new AtomicReference<SyncError>();
        assertThatThrownBy(() -> egress.check(URI.create(server), "team"))
                .isInstanceOfSatisfying(StoreException.class, refused -> fault.set(refused.error()));
        return fault.get();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "169.254.169.254",
                "169.254.0.1",
                "2852039166",
                "[fe80::1]",
                "[::ffff:169.254.169.254]",
                "[64:ff9b::169.254.169.254]",
                "[fd00:ec2::254]",
                "[fd00:ec2::23]",
                "[fd20:ce::254]",
                "168.63.129.16",
                "100.100.100.200",
                "192.0.0.192",
                "0.0.0.0",
                "[::]",
                "224.0.0.1"
            })
    void noStoreIsAWayToMetadataServices(String host) {
        assertThat(refusal(Reach.LOOPBACK, "http://" + host + ":8200").cause()).isEqualTo(Cause.STORE_INVALID);
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.7", "192.168.1.1", "[fd00::1]", "8.8.8.8"})
    void otherAddressesMayBeVault(String host) {
        assertThatCode(() -> IN_A_POD.check(URI.create("https://" + host), "team"))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "localhost", "[::1]", "[64:ff9b::7f00:1]"})
    void loopbackIsForThoseWhoAreLet(String host) {
        var server = "http://" + host + ":8082";
        var error = refusal(IN_A_POD, server);
        assertThat(error.cause()).isEqualTo(Cause.STORE_INVALID);
        assertThat(error.next()).contains("--allow-loopback-stores");
        assertThatCode(() -> Reach.LOOPBACK.check(URI.create(server), "team")).doesNotThrowAnyException();
    }

    @Test
    void aNameWithoutAnAddressIsToldApart() {
        var error = refusal(IN_A_POD, "https://vault.invalid:8200");
        assertThat(error.cause()).isEqualTo(Cause.UNREACHABLE);
        assertThat(error.what()).contains("no address");
    }

    @Test
    void aProxyIsNoWayAroundTheRules() {
        var proxied = new Egress(false, Proxies.of(Map.of("http_proxy", "proxy:3128")));
        assertThat(refusal(proxied, "http://169.254.169.254").cause()).isEqualTo(Cause.STORE_INVALID);
        assertThatCode(() -> proxied.check(URI.create("http://vault.invalid:8200"), "team"))
                .as("the proxy knows the name")
                .doesNotThrowAnyException();
    }
}
