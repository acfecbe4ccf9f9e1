package dev.lockstep.sync.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressKindTest {
    private static AddressKind of(String literal) {
        return AddressKind.of(InetAddress.ofLiteral(literal));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "169.254.169.254",
                "169.254.170.2",
                "168.63.129.16",
                "100.100.100.200",
                "192.0.0.192",
                "0.0.0.0",
                "0.1.2.3",
                "224.0.0.1",
                "255.255.255.255",
                "::",
                "fe80::1",
                "fe80::a9fe:a9fe",
                "ff02::1",
                "fd00:ec2::254",
                "fd00:ec2::23",
                "fd20:ce::254",
                "fd00:c1::a9fe:a9fe",
                "fd00:42::42"
            })
    void refusesLinkLocalAddressesAndMetadataServices(String literal) {
        assertThat(of(literal)).isEqualTo(AddressKind.FORBIDDEN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "::ffff:169.254.169.254",
                "::169.254.169.254",
                "::ffff:0:169.254.169.254",
                "64:ff9b::169.254.169.254",
                "64:ff9b::a83f:8110",
                "64:ff9b:1::169.254.169.254",
                "64:ff9b:1:a9fe:a9:fe00::",
                "64:ff9b:1:a9:fe:a9fe::",
                "64:ff9b:1:0:a9:fea9:fe00:0",
                "2002:a9fe:a9fe::1",
                "2001:0:a9fe:a9fe::1",
                "2001::5601:5601"
            })
    void looksIntoAddressesThatCarryAnother(String literal) {
        assertThat(of(literal)).isEqualTo(AddressKind.FORBIDDEN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "127.8.9.1",
                "::1",
                "::ffff:127.0.0.1",
                "64:ff9b::7f00:1",
                "2002:7f00:1::",
                "::127.0.0.1"
            })
    void knowsThisMachineUnderEachOfItsNames(String literal) {
        assertThat(of(literal)).isEqualTo(AddressKind.LOOPBACK);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.0.0.7",
                "192.168.1.1",
                "8.8.8.8",
                "100.100.100.201",
                "fd00::1",
                "fd00:ec3::254",
                "fd20:cf::254",
                "2001:db8::1",
                "2001:4860:4860::8888",
                "64:ff9b::8.8.8.8",
                "64:ff9b:1::10.0.0.7",
                "2002:a00:7::1"
            })
    void letsAllOthersBe(String literal) {
        assertThat(of(literal)).isEqualTo(AddressKind.ORDINARY);
    }
}
