package dev.lockstep.sync.proof;

import dev.lockstep.sync.peers.PeerScripts;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A real Vault in development mode, of this JVM alone.
final class RunningVault implements Closeable {
    private static final Pattern UNSEAL = Pattern.compile("Unseal Key: (\\S+)");

    private final Path home;
    private final Map<String, String> environment;
    private final VaultAdmin admin;

    private RunningVault(Path home, Map<String, String> environment, VaultAdmin admin) {
        this.home = home;
        this.environment = environment;
        this.admin = admin;
    }

    static RunningVault start() {
        try {
            int port = freePort();
            var home = Files.createTempDirectory("lockstep-vault");
            Files.createSymbolicLink(home.resolve("bin"), PeerScripts.home().resolve("bin"));
            var environment = Map.of("PEERS_HOME", home.toString(), "PEERS_PORT", "" + port, "PEERS_LIFE", "1800");
            PeerScripts.run(environment, List.of(PeerScripts.script("start").toString(), "vault"));
            var admin = new VaultAdmin(URI.create("http://127.0.0.1:" + port), "root");
            return new RunningVault(home, environment, admin);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    VaultAdmin admin() {
        return admin;
    }

    void seal() {
        admin.call("PUT", "sys/seal", Map.of());
    }

    void unseal() {
        try {
            var key = UNSEAL.matcher(Files.readString(home.resolve("run").resolve("vault.log")));
            if (!key.find()) throw new IllegalStateException("no unseal key in the log");
            admin.call("PUT", "sys/unseal", Map.of("key", key.group(1)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        PeerScripts.run(environment, List.of(PeerScripts.script("stop").toString(), "vault"));
        try (Stream<Path> files = Files.walk(home)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
        }
    }
}
