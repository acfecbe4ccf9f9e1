package dev.lockstep.keys.age;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.keys.KeyProvider.Unwrapped;
import dev.lockstep.keys.MasterKey;
import dev.lockstep.keys.WrappedKey;
import dev.lockstep.secret.DataKey;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// Passphrases of identity files that GnuPG's agent remembers; the agent is a stand-in that notes what it is told.
@DisabledOnOs(OS.WINDOWS)
class GpgAgentTest {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final X25519Identity identity = AgeIdentity.generate(Machine.seeded(1));

    @TempDir
    private Path home;

    @Test
    void opensAnIdentityFileWithARememberedPassphrase() throws IOException {
        try (var agent = new StandIn(home, "OK " + hex("correct horse"))) {
            var machine = machine();
            assertThat(machine.provider().unwrap(wrapped(), LIMIT)).isInstanceOf(Unwrapped.Opened.class);
            assertThat(machine.questions).isEmpty();
            assertThat(agent.told)
                    .last()
                    .asString()
                    .startsWith("GET_PASSPHRASE ")
                    .contains("SopsAge", "X Passphrase Enter+passphrase");
        }
    }

    @Test
    void makesTheAgentForgetAWrongPassphrase() throws IOException {
        try (var agent = new StandIn(home, "OK " + hex("battery staple"))) {
            var result = machine().provider().unwrap(wrapped(), LIMIT);
            assertThat(((Unwrapped.NotOurs) result).sources().toString()).contains("the passphrase is wrong");
            var id = LockedIdentityFile.cacheId(Armor.decode(Files.readAllBytes(home.resolve("keys.age"))));
            assertThat(id).hasSize(47);
            assertThat(agent.told).last().isEqualTo("CLEAR_PASSPHRASE " + id);
        }
    }

    @Test
    void asksThePersonWhenTheAgentDoesNotKnow() throws IOException {
        try (var _ = new StandIn(home, "ERR 67108922 No data <GPG Agent>")) {
            var machine = machine().answering("correct horse");
            assertThat(machine.provider().unwrap(wrapped(), LIMIT)).isInstanceOf(Unwrapped.Opened.class);
            assertThat(machine.questions).hasSize(1);
        }
    }

    @Test
    void namesThePassphraseAsSopsDoes() {
        // SHA-256 of nothing, of which 25 bytes are spelled in base32.
        assertThat(LockedIdentityFile.cacheId(new byte[0]))
                .isEqualTo("SopsAge4OYMIQUY7QOBJGX36TEJS35ZEQT24QPEMSNZGTFE");
    }

    private Machine machine() throws IOException {
        var sealed = AgeFile.seal(
                identity.encoded(), List.of(new ScryptRecipient(Ascii.bytes("correct horse"), 8)), Machine.seeded(2));
        var file = Files.write(home.resolve("keys.age"), Armor.encode(sealed));
        return new Machine(home)
                .with("SOPS_AGE_KEY_FILE", file.toString())
                .with("GPG_AGENT_INFO", home.resolve("agent") + ":0:1");
    }

    private WrappedKey wrapped() {
        try (var dataKey = DataKey.owning(new byte[32])) {
            var key = MasterKey.of("age", "recipient", identity.recipient());
            return new Machine(home).provider().wrap(dataKey, key, LIMIT);
        }
    }

    private static String hex(String text) {
        return HexFormat.of().withUpperCase().formatHex(text.getBytes(StandardCharsets.UTF_8));
    }

    private static final class StandIn implements AutoCloseable {
        private final List<String> told = new CopyOnWriteArrayList<>();
        private final ServerSocketChannel server;
        private final String answer;

        StandIn(Path home, String answer) throws IOException {
            this.answer = answer;
            server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            server.bind(UnixDomainSocketAddress.of(home.resolve("agent")));
            Thread.ofPlatform().daemon().start(this::serve);
        }

        private void serve() {
            try {
                while (server.isOpen()) {
                    try (var client = server.accept()) {
                        client.write(ByteBuffer.wrap(Ascii.bytes("OK Pleased to meet you\n")));
                        var lines = new BufferedReader(Channels.newReader(client, StandardCharsets.UTF_8));
                        for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                            told.add(line);
                            var reply = line.startsWith("GET_PASSPHRASE") ? "S INQUIRE_MAXLEN 255\n" + answer : "OK";
                            client.write(ByteBuffer.wrap(Ascii.bytes(reply + "\n")));
                        }
                    }
                }
            } catch (ClosedChannelException e) {
                // The test is over.
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() throws IOException {
            server.close();
        }
    }
}
