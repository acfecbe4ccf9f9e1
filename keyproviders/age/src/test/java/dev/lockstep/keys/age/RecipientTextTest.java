package dev.lockstep.keys.age;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.keys.MasterKey;
import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;
import dev.lockstep.secret.DataKey;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecipientTextTest {
    private final X25519Identity identity = AgeIdentity.generate(Machine.seeded(1));

    @TempDir
    private Path home;

    @Test
    void takesARecipientInItsOneSpellingOnly() {
        var text = identity.recipient();
        assertThat(parse(text)).hasToString(text);
        assertRefused(text.toUpperCase(Locale.ROOT), "lower case");
        assertRefused(text.substring(0, 10) + text.substring(10).toUpperCase(Locale.ROOT), "not well-formed");
        assertRefused(text.substring(0, 20) + " " + text.substring(20), "not well-formed");
        assertRefused(text + " ", "not well-formed");
        assertRefused(text.substring(0, text.length() - 1), "not well-formed");
        assertRefused("bge1" + text.substring(4), "unknown recipient type");
        assertRefused("", "unknown recipient type");
        assertRefused(bech32("age", 31), "not 32 bytes");
        assertRefused(bech32("age", 33), "not 32 bytes");
    }

    @Test
    void noticesEverySingleWrongCharacter() {
        var text = identity.recipient();
        for (int i = 4; i < text.length(); i++) {
            var other = text.charAt(i) == 'q' ? 'p' : 'q';
            var changed = text.substring(0, i) + other + text.substring(i + 1);
            assertThatThrownBy(() -> parse(changed)).isInstanceOf(AgeException.class);
        }
    }

    @Test
    void neverEchoesAPrivateKeyThatStandsInPlaceOfARecipient() {
        var encoded = identity.encoded();
        var secret = Ascii.text(encoded, 0, encoded.length);
        for (var text : new String[] {
            secret,
            " " + secret,
            secret.toLowerCase(Locale.ROOT),
            "age1 " + secret,
            "ssh-ed25519 " + secret,
            "recipient=" + secret
        }) {
            assertThatThrownBy(() -> wrap(text)).isInstanceOfSatisfying(LockstepException.class, e -> {
                assertThat(e.problem().kind()).isEqualTo(Kind.RECIPIENT_INVALID);
                assertThat(e.problem().toString().toUpperCase(Locale.ROOT)).doesNotContain(secret.substring(20, 40));
            });
        }
        assertRefused(secret, "a private key stands where a recipient should");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../x", "x/y", "", "a..b", "-a", ".a", "ü", "a b", "x\\y", "x:y"})
    void refusesNamesOfPluginsThatAreNoPlainNames(String name) {
        assertThatThrownBy(() -> Plugins.checkedName(name)).hasMessageContaining("name of the age plugin is invalid");
        if (!name.contains(" ") && !name.contains("ü")) {
            assertRefused(bech32("age1" + name, 20), "name of the age plugin is invalid");
        }
    }

    @Test
    void refusesALongNameOfAPluginAndTakesAUsualOne() {
        assertRefused(bech32("age1" + "n".repeat(200), 20), "name of the age plugin is invalid");
        assertThat(parse(bech32("age1yubi-key.2", 20))).isInstanceOf(PluginRecipient.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"tag", "tagpq", "pq"})
    void refusesHybridAndTaggedRecipientsOfAnotherLength(String type) {
        assertRefused(bech32("age1" + type, 32), "the recipient is not");
    }

    @Test
    void refusesSshKeysThatAgeCannotUseAndSaysWhy() {
        assertRefused("ssh-dss AAAAB3NzaC1kc3M=", "DSA");
        assertRefused("ecdsa-sha2-nistp256 AAAA", "ECDSA");
        assertRefused("sk-ssh-ed25519@openssh.com AAAA", "hardware");
        assertRefused("ssh-ed25519", "not base64");
        assertRefused("ssh-ed25519 !!!!", "not base64");
        assertRefused("ssh-ed25519 AAAA", "malformed");
        assertRefused("ssh-rsa " + wire(new SshWriter().text("ssh-ed25519").bytes(point())), "another type");
        assertRefused(
                "ssh-rsa "
                        + wire(new SshWriter().text("ssh-rsa").number(three()).number(three().shiftLeft(1022))),
                "has 1024 bits and needs at least 2048");
        var offCurve = new byte[32];
        offCurve[0] = 2;
        assertRefused(
                "ssh-ed25519 " + wire(new SshWriter().text("ssh-ed25519").bytes(offCurve)), "not a point of the curve");
    }

    private static byte[] point() {
        var point = new byte[32];
        Ed25519.generatePublicKey(new byte[32], 0, point, 0);
        return point;
    }

    private static BigInteger three() {
        return BigInteger.valueOf(3);
    }

    private static String wire(SshWriter writer) {
        var bytes = writer.toBytes();
        return StrictBase64.encode(bytes, 0, bytes.length, true);
    }

    private static String bech32(String prefix, int length) {
        var text = Bech32.encode(prefix, new byte[length]);
        return Ascii.text(text, 0, text.length);
    }

    private void assertRefused(String text, String reason) {
        assertThatThrownBy(() -> parse(text))
                .isInstanceOfSatisfying(
                        AgeException.class, e -> assertThat(e.kind()).isEqualTo(AgeException.Kind.KEY))
                .hasMessageContaining(reason);
    }

    private AgeRecipient parse(String text) {
        return AgeRecipient.parse(text, new Plugins(new Machine(home).environment(), Duration.ofSeconds(5)));
    }

    private void wrap(String recipient) {
        try (var dataKey = DataKey.owning(new byte[32])) {
            new Machine(home)
                    .provider()
                    .wrap(dataKey, MasterKey.of("age", "recipient", recipient), Duration.ofSeconds(5));
        }
    }
}
