package dev.lockstep.keys.age;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.keys.KeyProvider.Unwrapped;
import dev.lockstep.keys.MasterKey;
import dev.lockstep.secret.DataKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Key files that OpenSSH and OpenSSL write today.
class SshKeygenPeerIT {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final String PASSPHRASE = "correct horse";

    @TempDir
    private Path home;

    @ParameterizedTest
    @CsvSource({"ed25519, 256", "rsa, 2048", "rsa, 3072"})
    void opensWithAKeyWithoutPassphrase(String type, String bits) throws IOException {
        keygen("-t", type, "-b", bits, "-N", "");
        assertOpens(new Machine(home), 0);
    }

    @ParameterizedTest
    @CsvSource({"aes128-ctr", "aes192-ctr", "aes256-ctr", "aes128-cbc", "aes192-cbc", "aes256-cbc"})
    void opensWithAKeyUnderAPassphrase(String cipher) throws IOException {
        for (var type : new String[] {"ed25519", "rsa"}) {
            Files.deleteIfExists(home.resolve("key"));
            keygen("-t", type, "-b", "2048", "-Z", cipher, "-a", "4", "-N", PASSPHRASE);
            assertOpens(new Machine(home).answering(PASSPHRASE), 1);
        }
    }

    @Test
    void opensWithAnOldKeyUnderAPassphrase() throws IOException {
        keygen("-t", "rsa", "-b", "2048", "-m", "PEM", "-N", PASSPHRASE);
        assertThat(home.resolve("key")).content().contains("Proc-Type: 4,ENCRYPTED");
        assertOpens(new Machine(home).answering(PASSPHRASE), 1);
    }

    @ParameterizedTest
    @CsvSource({"-aes128", "-aes192", "-aes256", "-des3"})
    void opensWithAKeyThatOpenSslEncrypted(String cipher) throws IOException {
        keygen("-t", "rsa", "-b", "2048", "-m", "PEM", "-N", "");
        var plain = Files.move(home.resolve("key"), home.resolve("plain")).toString();
        var key = home.resolve("key").toString();
        run("openssl", "rsa", "-traditional", cipher, "-passout", "pass:" + PASSPHRASE, "-in", plain, "-out", key);
        assertOpens(new Machine(home).answering(PASSPHRASE), 1);
    }

    @Test
    void opensWithAnRsaKeyInPkcs8() throws IOException {
        keygen("-t", "rsa", "-b", "2048", "-m", "PKCS8", "-N", "");
        assertOpens(new Machine(home), 0);
    }

    @Test
    void refusesKeysThatAgeCannotUse() throws IOException {
        keygen("-t", "ecdsa", "-N", "");
        var content = Files.readAllBytes(home.resolve("key"));
        assertThatThrownBy(() -> SshPrivateKey.parse(content)).hasMessageContaining("ssh-ed25519 and ssh-rsa");
        Files.delete(home.resolve("key"));
        keygen("-t", "rsa", "-b", "1024", "-N", "");
        var small = Files.readAllBytes(home.resolve("key"));
        assertThatThrownBy(() -> SshPrivateKey.parse(small)).hasMessageContaining("has 1024 bits");
    }

    private void assertOpens(Machine machine, int questions) throws IOException {
        var recipient = Files.readString(home.resolve("key.pub")).strip();
        try (var dataKey = DataKey.owning(new byte[32])) {
            var wrapped =
                    new Machine(home).provider().wrap(dataKey, MasterKey.of("age", "recipient", recipient), LIMIT);
            machine.with("SOPS_AGE_SSH_PRIVATE_KEY_FILE", home.resolve("key").toString());
            assertThat(machine.provider().unwrap(wrapped, LIMIT)).isInstanceOf(Unwrapped.Opened.class);
            assertThat(machine.questions).hasSize(questions);
        }
    }

    private void keygen(String... arguments) {
        var all = new ArrayList<>(
                List.of("-q", "-C", "a comment", "-f", home.resolve("key").toString()));
        all.addAll(List.of(arguments));
        run("ssh-keygen", all.toArray(String[]::new));
    }

    private void run(String program, String... arguments) {
        var path = Programs.find(program, System.getenv("PATH"));
        assertThat(path).as(program).isNotNull();
        new Peers(home).run(String.valueOf(path), arguments);
    }
}
