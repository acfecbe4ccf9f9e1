package dev.lockstep.keys.age;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.keys.KeyProvider.Unwrapped;
import dev.lockstep.keys.MasterKey;
import dev.lockstep.keys.WrappedKey;
import dev.lockstep.secret.DataKey;
import dev.lockstep.testkit.Vectors;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Key files of age's own command-line tests: every kind of private key, with and without a passphrase.
class AgeKeyFilesTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final String PASSPHRASE = "password";

    @TempDir
    private Path home;

    /// Key file, public half or `-` if the key file tells it, another public half.
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "ed25519/key.pem, ed25519/key.pem.pub, ed25519/otherkey.pem.pub",
        "rsa/key.pem, rsa/key.pem.pub, rsa/otherkey.pem.pub",
        "encrypted_keys/key_ed25519, encrypted_keys/key_ed25519.pub, encrypted_keys/key_ed25519_other.pub",
        "encrypted_keys/key_rsa_legacy, encrypted_keys/key_rsa_legacy.pub, encrypted_keys/key_rsa_other.pub",
    })
    void opensWhatWasEncryptedForAnSshKeyAndNothingElse(String privateKey, String publicKey, String other)
            throws IOException {
        var locked = privateKey.startsWith("encrypted_keys");
        var host = new Machine(home)
                .with("SOPS_AGE_SSH_PRIVATE_KEY_FILE", file(privateKey).toString())
                .answering(PASSPHRASE);
        var provider = host.provider();
        assertThat(provider.unwrap(wrapped(line(other)), LIMIT)).isInstanceOf(Unwrapped.NotOurs.class);
        assertThat(host.questions).isEmpty();
        assertOpens(provider, line(publicKey));
        assertOpens(provider, line(publicKey));
        assertThat(host.questions).hasSize(locked ? 1 : 0);
    }

    @Test
    void opensWithAnEd25519KeyInPkcs8() throws IOException {
        var content = Files.readAllBytes(file("pkcs8/key.pem"));
        var identity = ((SshPrivateKey.Parsed.Unlocked) SshPrivateKey.parse(content)).identity();
        var recipient = "ssh-ed25519 "
                + StrictBase64.encode(
                        ((SshEd25519Identity) identity).publicKey().wire(), 0, 51, true);
        assertOpens(
                new Machine(home)
                        .with(
                                "SOPS_AGE_SSH_PRIVATE_KEY_FILE",
                                file("pkcs8/key.pem").toString())
                        .provider(),
                recipient);
    }

    @ParameterizedTest
    @CsvSource({"encrypted_keys/key_ed25519", "encrypted_keys/key_rsa_legacy"})
    void refusesAWrongPassphraseAndAsksOnlyOnce(String privateKey) throws IOException {
        var host = new Machine(home)
                .with("SOPS_AGE_SSH_PRIVATE_KEY_FILE", file(privateKey).toString())
                .answering("wrong")
                .answering(PASSPHRASE);
        var provider = host.provider();
        var wrapped = wrapped(line(privateKey + ".pub"));
        for (int i = 0; i < 2; i++) {
            var reason = ((Unwrapped.NotOurs) provider.unwrap(wrapped, LIMIT))
                    .sources()
                    .toString();
            assertThat(reason).contains("the passphrase is wrong");
        }
        assertThat(host.questions).hasSize(1);
    }

    @Test
    void saysWhenThereIsNobodyToAskForThePassphrase() throws IOException {
        var provider = new Machine(home)
                .with(
                        "SOPS_AGE_SSH_PRIVATE_KEY_FILE",
                        file("encrypted_keys/key_ed25519").toString())
                .provider();
        var result = provider.unwrap(wrapped(line("encrypted_keys/key_ed25519.pub")), LIMIT);
        assertThat(((Unwrapped.NotOurs) result).sources().toString()).contains("there is no terminal to ask");
    }

    @Test
    void refusesALegacyKeyWithoutItsPublicHalf() throws IOException {
        var copy = Files.copy(file("encrypted_keys/key_rsa_legacy"), home.resolve("key"));
        var provider = new Machine(home)
                .with("SOPS_AGE_SSH_PRIVATE_KEY_FILE", copy.toString())
                .provider();
        var result = provider.unwrap(wrapped(line("encrypted_keys/key_rsa_legacy.pub")), LIMIT);
        assertThat(((Unwrapped.NotOurs) result).sources().toString())
                .contains("key.pub' does not say which key it is")
                .contains("no such file");
    }

    @ParameterizedTest
    @CsvSource({"x25519/key.txt", "hybrid/key.txt", "armor/key.txt", "scrypt/key.txt"})
    void opensWithAnIdentityFile(String keyFile) throws IOException {
        var recipient = Files.readString(file(keyFile))
                .lines()
                .filter(line -> line.startsWith("# public key: "))
                .map(line -> line.substring(14))
                .findFirst()
                .orElseThrow();
        assertThat(AgeRecipient.parse(recipient, plugins())).hasToString(recipient);
        assertOpens(
                new Machine(home)
                        .with("SOPS_AGE_KEY_FILE", file(keyFile).toString())
                        .provider(),
                recipient);
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void opensWithAnIdentityFileUnderAPassphrase(boolean armored) throws IOException {
        var identity = AgeIdentity.generate(Machine.seeded(7));
        var sealed = AgeFile.seal(
                identity.encoded(),
                List.of(new ScryptRecipient("correct horse".getBytes(StandardCharsets.UTF_8), 10)),
                Machine.seeded(8));
        var keyFile = Files.write(home.resolve("keys.age"), armored ? Armor.encode(sealed) : sealed);
        var host =
                new Machine(home).with("SOPS_AGE_KEY_FILE", keyFile.toString()).answering("correct horse");
        var provider = host.provider();
        assertOpens(provider, identity.recipient());
        assertOpens(provider, identity.recipient());
        assertThat(host.questions).hasSize(1);

        var wrong =
                new Machine(home).with("SOPS_AGE_KEY_FILE", keyFile.toString()).answering("battery staple");
        var result = wrong.provider().unwrap(wrapped(identity.recipient()), LIMIT);
        assertThat(((Unwrapped.NotOurs) result).sources().toString()).contains("the passphrase is wrong");
    }

    @Test
    void opensTheArmoredFileWithWhiteSpaceAround() throws IOException {
        var text = Files.readAllBytes(file("armor/armored_with_leading_and_trailing_whitespace.txt"));
        var file = Armor.decode(text);
        assertThat(open(file, identities("armor/key.txt"))).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource({"example.age", "example.zip.age"})
    void opensTheExamples(String name) throws IOException {
        var file = Files.readAllBytes(file(name));
        assertThat(open(Armor.isArmored(file) ? Armor.decode(file) : file, identities("example_keys.txt")))
                .isNotEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("inputs")
    void sealsTheInputsSoThatTheyOpenAgain(Path input) throws IOException {
        var plaintext = Files.readAllBytes(input);
        var identity = AgeIdentity.generate(Machine.seeded(3));
        var sealed = AgeFile.seal(
                plaintext, List.of(AgeRecipient.parse(identity.recipient(), plugins())), Machine.seeded(4));
        assertThat(open(sealed, List.of(identity))).isEqualTo(plaintext);
    }

    static Stream<Path> inputs() {
        return Stream.of("ed25519", "encrypted_keys", "hybrid", "pkcs8", "rsa", "scrypt", "x25519")
                .map(folder -> Vectors.path("age-key-files/" + folder).resolve("input"))
                .filter(Files::exists);
    }

    @Test
    void refusesKeysThatAgeCannotUseAndSaysWhy() {
        assertThatThrownBy(() -> SshPrivateKey.parse(pem("EC PRIVATE KEY"))).hasMessageContaining("ECDSA");
        assertThatThrownBy(() -> SshPrivateKey.parse(pem("DSA PRIVATE KEY"))).hasMessageContaining("DSA");
        assertThatThrownBy(() -> SshPrivateKey.parse(pem("ENCRYPTED PRIVATE KEY")))
                .hasMessageContaining("ssh-keygen -p");
        assertThatThrownBy(() -> SshPrivateKey.parse(pem("OPENSSH PRIVATE KEY")))
                .hasMessageContaining("malformed");
        assertThatThrownBy(() -> SshPrivateKey.parse(pem("PRIVATE KEY"))).hasMessageContaining("malformed");
        assertThatThrownBy(() -> SshPrivateKey.parse(pem("RSA PRIVATE KEY"))).hasMessageContaining("malformed");
        assertThatThrownBy(() -> SshPrivateKey.parse(pem("CERTIFICATE")))
                .hasMessageContaining("not an SSH private key");
        assertThatThrownBy(() -> SshPrivateKey.parse(new byte[3])).hasMessageContaining("no complete private key");
    }

    private static byte[] pem(String type) {
        return Ascii.bytes("-----BEGIN " + type + "-----\nAAAA\n-----END " + type + "-----\n");
    }

    private void assertOpens(AgeKeyProvider provider, String recipient) {
        var result = provider.unwrap(wrapped(recipient), LIMIT);
        assertThat(result).isInstanceOf(Unwrapped.Opened.class);
        try (var dataKey = ((Unwrapped.Opened) result).dataKey()) {
            byte[] bytes = dataKey.lend(byte[]::clone);
            assertThat(bytes).isEqualTo(Ascii.bytes("0123456789abcdef0123456789ABCDEF"));
        }
    }

    private WrappedKey wrapped(String recipient) {
        try (var dataKey = DataKey.owning(Ascii.bytes("0123456789abcdef0123456789ABCDEF"))) {
            return new Machine(home).provider().wrap(dataKey, MasterKey.of("age", "recipient", recipient), LIMIT);
        }
    }

    private static byte[] open(byte[] file, List<AgeIdentity> identities) {
        var header = AgeHeader.parse(file);
        try (var fileKey = AgeFile.unwrap(header, identities)) {
            assertThat(fileKey).isNotNull();
            return fileKey == null ? new byte[0] : AgePayload.openAll(fileKey, file, header.length(), file.length);
        }
    }

    private List<AgeIdentity> identities(String name) throws IOException {
        return new IdentityFile(plugins()).parse(Files.readAllBytes(file(name)), false);
    }

    private Plugins plugins() {
        return new Plugins(new Machine(home).environment(), LIMIT);
    }

    private static String line(String name) throws IOException {
        return Files.readString(file(name)).strip();
    }

    private static Path file(String name) {
        return Vectors.path("age-key-files/" + name);
    }
}
