package dev.lockstep.sync.store.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.sync.engine.Cause;
import dev.lockstep.sync.store.StoreException;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EgressTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "169.254.169.254",
                "169.254.0.1",
                "2852039166",
                "[fe80::1]",
                "[::ffff:169.254.169.254]",
                "[fd00:ec2::254]",
                "168.63.129.16",
                "100.100.100.200",
                "192.0.0.192",
                "0.0.0.0",
                "[::]",
                "224.0.0.1"
            })
    void noStoreIsAWayToMetadataServices(String host) {
        assertThatThrownBy(() -> Egress.check(URI.create("http://" + host + ":8200")))
                .isInstanceOfSatisfying(
                        StoreException.class,
                        refused -> assertThat(refused.fault().cause()).isEqualTo(Cause.STORE_INVALID));
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "10.0.0.7", "192.168.1.1", "[::1]", "[fd00::1]", "8.8.8.8"})
    void otherAddressesMayBeVault(String host) {
        assertThatCode(() -> Egress.check(URI.create("https://" + host))).doesNotThrowAnyException();
    }

    @Test
    void aNameWithoutAnAddressIsToldApart() {
        assertThatThrownBy(() -> Egress.check(URI.create("https://vault.invalid:8200")))
                .isInstanceOfSatisfying(StoreException.class, refused -> {
                    assertThat(refused.fault().cause()).isEqualTo(Cause.UNREACHABLE);
                    assertThat(refused.fault().what()).contains("no address");
                });
    }
}
