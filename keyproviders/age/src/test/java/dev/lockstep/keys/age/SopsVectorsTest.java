package dev.lockstep.keys.age;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.keys.KeyProvider.Unwrapped;
import dev.lockstep.keys.MasterKey;
import dev.lockstep.keys.WrappedKey;
import dev.lockstep.testkit.Json;
import dev.lockstep.testkit.Vectors;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Wrapped keys that sops and age wrote.
class SopsVectorsTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final String FLUX = "sops-fixtures/fluxcd-kustomize-controller/controller-testdata-sops/";

    @TempDir
    private Path home;

    @Test
    void opensTheKeyForTheIdentityAndForNoOther() {
        var wrapped = wrapped(constant("mockRecipient"), constant("mockEncryptedKey"));
        assertOpens(new Machine(home).with("SOPS_AGE_KEY", constant("mockIdentity")), wrapped);
        var several =
                constant("mockOtherIdentity") + " " + constant("mockHybridIdentity") + "\n" + constant("mockIdentity");
        assertOpens(new Machine(home).with("SOPS_AGE_KEY", several), wrapped);
        var other = new Machine(home).with("SOPS_AGE_KEY", constant("mockOtherIdentity"));
        assertThat(other.provider().unwrap(wrapped, LIMIT)).isInstanceOf(Unwrapped.NotOurs.class);
    }

    @Test
    void opensTheKeyForTheIdentityUnderAPassphrase() {
        var host = new Machine(home)
                .with("SOPS_AGE_KEY", constant("mockEncryptedIdentity"))
                .answering(constant("mockIdentityPassphrase"));
        assertOpens(host, wrapped(constant("mockRecipient"), constant("mockEncryptedKey")));
    }

    @Test
    void opensTheKeyForTheSshIdentityInTheUsualPlace() throws IOException {
        Files.createDirectories(home.resolve(".ssh"));
        Files.writeString(home.resolve(".ssh").resolve("id_ed25519"), constant("mockSshIdentity") + "\n");
        assertOpens(new Machine(home), wrapped(constant("mockSshRecipient"), constant("mockEncryptedSshKey")));
    }

    /// Key file, file of the fixture that is encrypted for it.
    @ParameterizedTest
    @CsvSource({"keys/age.txt, algorithms/age.yaml", "keys/age-pq.txt, algorithms/age-pq.yaml"})
    void opensTheDataKeyOfAFile(String keyFile, String file) throws IOException {
        var text = Files.readString(vector(FLUX + file));
        var last = "-----END AGE ENCRYPTED FILE-----\n";
        var armor = text.substring(text.indexOf("-----BEGIN"), text.indexOf(last) + last.length());
        var enc = armor.replaceAll("(?m)^ +", "");
        var host = new Machine(home)
                .with("SOPS_AGE_KEY_FILE", vector(FLUX + keyFile).toString());
        var result = host.provider().unwrap(wrapped("age1", enc), LIMIT);
        try (var dataKey = ((Unwrapped.Opened) result).dataKey()) {
            assertThat(dataKey.length()).isEqualTo(32);
        }
    }

    private static void assertOpens(Machine host, WrappedKey wrapped) {
        var result = host.provider().unwrap(wrapped, LIMIT);
        assertThat(result).isInstanceOf(Unwrapped.Opened.class);
        try (var dataKey = ((Unwrapped.Opened) result).dataKey()) {
            String text = dataKey.lend(bytes -> new String(bytes, StandardCharsets.UTF_8));
            assertThat(text).isEqualTo(constant("mockEncryptedKeyPlain"));
        }
    }

    private static WrappedKey wrapped(String recipient, String enc) {
        return new WrappedKey(MasterKey.of("age", "recipient", recipient), enc, "");
    }

    private static String constant(String name) {
        return Json.parse(Vectors.bytes("sops-fixtures/getsops-sops/kat.json"))
                .get("age")
                .text(name);
    }

    private static Path vector(String name) {
        return Vectors.path(name);
    }
}
