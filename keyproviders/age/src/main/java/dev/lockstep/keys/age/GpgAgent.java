package dev.lockstep.keys.age;

import dev.lockstep.keys.ProviderEnvironment;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.URLEncoder;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Asks GnuPG's agent for passphrases: it remembers those of identity files between runs, and asks in a window of its
/// own. sops 3.13 asks it before the terminal. (GnuPG manual, "Agent's Assuan Protocol")
final class GpgAgent implements AutoCloseable {
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(5);
    /// A person may have to find the passphrase first.
    private static final Duration PERSON_LIMIT = Duration.ofMinutes(5);
    private static final int MAX_LINE_BYTES = 4096;

    private final ProviderEnvironment environment;
    private final SocketChannel channel;
    private final Selector selector;

    private GpgAgent(ProviderEnvironment environment, SocketChannel channel, Selector selector) {
        this.environment = environment;
        this.channel = channel;
        this.selector = selector;
    }

    /// Asks the agent that runs for this user.
    ///
    /// @param cacheId under which the agent remembers the passphrase
    /// @param description what it is for
    /// @return the passphrase, wiped by the caller, or null if there is no agent or it has no answer
    static byte @Nullable [] passphrase(ProviderEnvironment environment, String cacheId, String description) {
        try (var agent = connect(environment)) {
            return agent == null ? null : agent.passphrase(cacheId, description);
        } catch (IOException | UnsupportedOperationException e) {
            return null;
        }
    }

    /// Makes the agent forget a passphrase that turned out to be wrong.
    static void forget(ProviderEnvironment environment, String cacheId) {
        try (var agent = connect(environment)) {
            if (agent != null) {
                agent.command("CLEAR_PASSPHRASE " + cacheId, ANSWER_LIMIT);
            }
        } catch (IOException | UnsupportedOperationException e) {
            // Then it asks for the passphrase in vain once more.
        }
    }

    private static @Nullable GpgAgent connect(ProviderEnvironment environment) throws IOException {
        var socket = socket(environment);
        if (!Files.exists(socket)) {
            return null;
        }
        var channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        var selector = Selector.open();
        var agent = new GpgAgent(environment, channel, selector);
        try {
            channel.connect(UnixDomainSocketAddress.of(socket));
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ);
            if (!agent.line(ANSWER_LIMIT).startsWith("OK")) {
                throw new IOException("no greeting");
            }
            return agent;
        } catch (IOException | RuntimeException e) {
            agent.close();
            throw e;
        }
    }

    /// Where sops looks for it.
    private static Path socket(ProviderEnvironment environment) {
        var info = environment.variable("GPG_AGENT_INFO");
        if (!info.isEmpty()) {
            return Path.of(info.indexOf(':') < 0 ? info : info.substring(0, info.indexOf(':')));
        }
        var usual = environment.home().resolve(".gnupg").resolve("S.gpg-agent");
        var runtime = environment.variable("XDG_RUNTIME_DIR");
        return runtime.isEmpty() || Files.exists(usual) ? usual : Path.of(runtime, "gnupg", "S.gpg-agent");
    }

    private byte @Nullable [] passphrase(String cacheId, String description) throws IOException {
        var display = environment.variable("DISPLAY");
        var terminal = terminal();
        if (!display.isEmpty()) {
            command("OPTION display=" + display, ANSWER_LIMIT);
        }
        if (!terminal.isEmpty()) {
            command("OPTION ttyname=" + terminal, ANSWER_LIMIT);
            command("OPTION ttytype=" + environment.variable("TERM"), ANSWER_LIMIT);
        }
        var nobodyToAsk = display.isEmpty() && terminal.isEmpty();
        var answer = command(
                "GET_PASSPHRASE " + (nobodyToAsk ? "--no-ask " : "") + cacheId + " X Passphrase "
                        + URLEncoder.encode(description, StandardCharsets.UTF_8),
                PERSON_LIMIT);
        if (!answer.startsWith("OK ")) {
            return null;
        }
        try {
            return HexFormat.of().parseHex(answer.substring(3).strip().toLowerCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /// The terminal of our standard input, or an empty text.
    private static String terminal() {
        try {
            var name = Path.of("/proc/self/fd/0").toRealPath().toString();
            return name.startsWith("/dev/tty") || name.startsWith("/dev/pts/") ? name : "";
        } catch (IOException e) {
            return "";
        }
    }

    private String command(String command, Duration limit) throws IOException {
        if (command.indexOf('\n') >= 0 || command.indexOf('\r') >= 0) {
            throw new IOException("not one line");
        }
        var bytes = ByteBuffer.wrap((command + "\n").getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            if (channel.write(bytes) == 0) {
                throw new IOException("the agent does not read");
            }
        }
        var answer = line(limit);
        while (answer.startsWith("S ") || answer.startsWith("#")) {
            answer = line(limit);
        }
        return answer;
    }

    private String line(Duration limit) throws IOException {
        var line = new ByteArrayOutputStream();
        var deadline = System.nanoTime() + limit.toNanos();
        var octet = ByteBuffer.allocate(1);
        while (line.size() < MAX_LINE_BYTES) {
            var count = channel.read(octet.clear());
            if (count < 0 || Thread.currentThread().isInterrupted()) {
                throw new IOException("the agent hung up");
            }
            if (count > 0 && octet.get(0) == '\n') {
                return line.toString(StandardCharsets.UTF_8);
            }
            if (count > 0) {
                line.write(octet.get(0));
                continue;
            }
            var left = (deadline - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                throw new IOException("the agent does not answer");
            }
            selector.select(left);
        }
        throw new IOException("the agent's answer is too long");
    }

    @Override
    public void close() throws IOException {
        selector.close();
        channel.close();
    }
}
