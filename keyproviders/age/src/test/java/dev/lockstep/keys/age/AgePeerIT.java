package dev.lockstep.keys.age;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.testkit.Vectors;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the real age encrypts, we open, and the other way round.
class AgePeerIT {
    private static final int[] SIZES = {0, 1, 32, 65_535, 65_536, 65_537, 200_000};

    @TempDir
    private Path work;

    private Peers peers;

    @BeforeEach
    void findPeers() {
        peers = new Peers(work);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-pq"})
    void exchangesFilesForNativeKeys(String kind) {
        var keys = kind.isEmpty() ? peers.text("age-keygen") : peers.text("age-keygen", kind);
        var keyFile = peers.file("keys.txt", Ascii.bytes(keys));
        var recipient = peers.text("age-keygen", "-y", keyFile.toString()).strip();
        assertThat(AgeRecipient.parse(recipient, plugins())).hasToString(recipient);
        exchange(recipient, keyFile, new IdentityFile(plugins()).parse(Ascii.bytes(keys), false));
    }

    @Test
    void exchangesFilesForKeysOfOurs() {
        var identity = AgeIdentity.generate(Machine.seeded(1));
        exchange(identity.recipient(), peers.file("keys.txt", identity.encoded()), List.of(identity));
        var hybrid = HybridIdentity.random(Machine.seeded(2));
        exchange(hybrid.recipient().toString(), peers.file("hybrid.txt", hybrid.encoded()), List.of(hybrid));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ed25519", "rsa"})
    void exchangesFilesForSshKeys(String kind) throws IOException {
        var folder = Vectors.path("age-key-files/" + kind);
        var key = Files.readAllBytes(folder.resolve("key.pem"));
        var identity = ((SshPrivateKey.Parsed.Unlocked) SshPrivateKey.parse(key)).identity();
        exchange(
                Files.readString(folder.resolve("key.pem.pub")).strip(), peers.file("key.pem", key), List.of(identity));
    }

    @Test
    void exchangesFilesUnderAPassphrase() {
        var environment = Map.of("AGE_PASSPHRASE", "correct horse");
        var passphrase = "correct horse".getBytes(StandardCharsets.UTF_8);
        var plaintext = plaintext(1000);
        var theirs = peers.run(
                environment,
                "age",
                "-e",
                "-j",
                "batchpass",
                peers.file("plain", plaintext).toString());
        assertThat(open(theirs, List.of(new ScryptIdentity(passphrase)))).isEqualTo(plaintext);
        var ours = AgeFile.seal(plaintext, List.of(new ScryptRecipient(passphrase, 12)), Machine.seeded(3));
        var opened = peers.run(
                environment,
                "age",
                "-d",
                "-j",
                "batchpass",
                peers.file("sealed", ours).toString());
        assertThat(opened).isEqualTo(plaintext);
    }

    @Test
    void exchangesFilesThroughAPlugin() {
        var keys = peers.text("age-plugin-peertest", "-keygen");
        var recipient = keys.lines().findFirst().orElseThrow().substring("# recipient: ".length());
        exchange(
                recipient,
                peers.file("plugin.txt", Ascii.bytes(keys)),
                new IdentityFile(plugins()).parse(Ascii.bytes(keys), false));
    }

    private void exchange(String recipient, Path keyFile, List<AgeIdentity> identities) {
        for (var size : SIZES) {
            var plaintext = plaintext(size);
            var plain = peers.file("plain", plaintext).toString();
            assertThat(open(peers.run("age", "-r", recipient, plain), identities))
                    .isEqualTo(plaintext);
            assertThat(open(Armor.decode(peers.run("age", "-a", "-r", recipient, plain)), identities))
                    .isEqualTo(plaintext);

            var ours = AgeFile.seal(plaintext, List.of(AgeRecipient.parse(recipient, plugins())), Machine.seeded(size));
            for (var file : List.of(ours, Armor.encode(ours))) {
                var sealed = peers.file("sealed", file).toString();
                assertThat(peers.run("age", "-d", "-i", keyFile.toString(), sealed))
                        .isEqualTo(plaintext);
            }
        }
    }

    private static byte[] open(byte[] file, List<? extends AgeIdentity> identities) {
        var header = AgeHeader.parse(file);
        try (var fileKey = AgeFile.unwrap(header, identities)) {
            if (fileKey == null) {
                throw new AssertionError("no identity matched");
            }
            return AgePayload.openAll(fileKey, file, header.length(), file.length);
        }
    }

    private static byte[] plaintext(int size) {
        var bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    private Plugins plugins() {
        var host = new Machine(work).with("PATH", Peers.bin().toString());
        return new Plugins(host.environment(), Duration.ofSeconds(30));
    }
}
