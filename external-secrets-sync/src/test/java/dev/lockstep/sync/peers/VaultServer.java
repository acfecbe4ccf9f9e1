package dev.lockstep.sync.peers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A real Vault on loopback, in memory, with an audit log. A test class that says `@ExtendWith(VaultServers.class)`
/// gets the one of its JVM as a parameter, and is skipped where the programs are missing. Tests keep apart by paths of
/// their own; one that seals it takes a server of its own.
///
/// `secret/` is a KV engine of version 2 and `kv/` one of version 1; `approle/`, `userpass/`, `jwt/` and `kubernetes/`
/// are auth methods; the policy `reader` may read both engines.
///
/// ```java
/// vault.put("secret/shop/db", "{\"password\":\"pw\"}");
/// var role = vault.appRole("shop", "\"token_policies\":\"reader\"");
/// vault.reads("secret/data/shop/db");
/// ```
public final class VaultServer implements AutoCloseable {
    static final List<String> PROGRAMS = List.of("vault");
    static final List<String> SCRIPTS = List.of("start", "stop");
    private static final Path KUBERNETES_PLUGIN =
            PeerScripts.home().resolve("vault-plugins").resolve("vault-plugin-auth-kubernetes");

    /// Seconds after which the server ends by itself, should nobody stop it.
    private static final String LIFE = "1800";

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final Path home;
    private final int port;
    private final HttpClient http = HttpClient.newHttpClient();

    private VaultServer(Path home, int port) {
        this.home = home;
        this.port = port;
    }

    /// Starts one more; the caller closes it.
    public static VaultServer start() {
        try {
            var home = Files.createTempDirectory("lockstep-vault");
            Files.createSymbolicLink(home.resolve("bin"), PeerScripts.home().resolve("bin"));
            if (knowsKubernetes()) {
                // No symbolic link: Vault takes no plugin from outside its folder.
                var plugins = Files.createDirectory(home.resolve("vault-plugins"));
                link(plugins.resolve(KUBERNETES_PLUGIN.getFileName()), KUBERNETES_PLUGIN);
            }
            var server = new VaultServer(home, freePort());
            server.script("start");
            server.post(
                    "sys/audit/file", "{\"type\":\"file\",\"options\":{\"file_path\":\"" + server.auditLog() + "\"}}");
            return server;
        } catch (IOException e) {
            throw new IllegalStateException("no directory for a Vault", e);
        }
    }

    private static void link(Path link, Path program) throws IOException {
        try {
            Files.createLink(link, program);
        } catch (FileSystemException | UnsupportedOperationException e) {
            Files.copy(program, link, StandardCopyOption.COPY_ATTRIBUTES);
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void script(String name) {
        PeerScripts.run(
                Map.of("PEERS_HOME", home.toString(), "PEERS_PORT", Integer.toString(port), "PEERS_LIFE", LIFE),
                List.of(PeerScripts.script(name).toString(), "vault"));
    }

    /// Whether the auth method `kubernetes` can be had.
    public static boolean knowsKubernetes() {
        return Files.isExecutable(KUBERNETES_PLUGIN);
    }

    /// Where it listens, `http://127.0.0.1:PORT`.
    public URI address() {
        return URI.create("http://127.0.0.1:" + port);
    }

    /// The token that may do everything.
    public String rootToken() {
        return "root";
    }

    /// Writes a secret of `secret/` (a new version) or `kv/`.
    ///
    /// @param path `secret/shop/db`
    /// @param json an object
    public void put(String path, String json) {
        if (path.startsWith("secret/")) {
            post(path.replaceFirst("secret/", "secret/data/"), "{\"data\":" + json + "}");
        } else {
            post(path, json);
        }
    }

    /// Lets holders of a policy do this.
    ///
    /// @param rules in HCL: `path "secret/data/shop/*" { capabilities = ["read"] }`
    public void policy(String name, String rules) {
        post("sys/policies/acl/" + name, "{\"policy\":\"" + rules.replace("\"", "\\\"") + "\"}");
    }

    /// Makes a token.
    ///
    /// @param fields of `auth/token/create`: `"policies":["reader"],"ttl":"5s"`
    public String token(String fields) {
        return field(post("auth/token/create", "{" + fields + "}"), "client_token");
    }

    /// Makes an AppRole.
    ///
    /// @param fields of the role: `"token_policies":"reader","token_ttl":"5s"`
    public AppRole appRole(String name, String fields) {
        post("auth/approle/role/" + name, "{" + fields + "}");
        return new AppRole(
                field(get("auth/approle/role/" + name + "/role-id"), "role_id"),
                field(post("auth/approle/role/" + name + "/secret-id", "{}"), "secret_id"));
    }

    public record AppRole(String roleId, String secretId) {}

    /// Takes a token from whoever holds it.
    public void revoke(String token) {
        post("auth/token/revoke", "{\"token\":\"" + token + "\"}");
    }

    /// Refuses everything from now on.
    public void seal() {
        post("sys/seal", "{}");
    }

    public void unseal() {
        try {
            var log = Files.readString(home.resolve("run").resolve("vault.log"));
            var key = Pattern.compile("Unseal Key: (\\S+)").matcher(log);
            if (!key.find()) {
                throw new IllegalStateException("no unseal key in the log");
            }
            post("sys/unseal", "{\"key\":\"" + key.group(1) + "\"}");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// How often a path was read, whoever asked.
    ///
    /// @param path `secret/data/shop/db`
    public long reads(String path) {
        return requests("read", path);
    }

    /// How often a path was asked for something, whoever asked.
    ///
    /// @param operation `read`, `update`
    /// @param path `secret/data/shop/db`, `auth/token/renew-self`
    public long requests(String operation, String path) {
        return auditLines()
                .filter(line -> line.contains("\"type\":\"request\"")
                        && line.contains("\"operation\":\"" + operation + "\"")
                        && line.contains("\"path\":\"" + path + "\""))
                .count();
    }

    /// How many logins of an AppRole succeeded.
    public long loginsOf(String appRole) {
        return auditLines()
                .filter(line -> line.contains("\"type\":\"response\"")
                        && line.contains("\"path\":\"auth/approle/login\"")
                        && line.contains("\"role_name\":\"" + appRole + "\""))
                .count();
    }

    /// How many tokens that an AppRole logged in for are alive.
    public int tokensOf(String appRole) {
        return accessorsOf(appRole).size();
    }

    /// Takes all tokens of an AppRole away.
    public void revokeTokensOf(String appRole) {
        accessorsOf(appRole).forEach(accessor -> post("auth/token/revoke-accessor", accessor));
    }

    /// @return as bodies of requests
    private List<String> accessorsOf(String appRole) {
        var all = get("auth/token/accessors?list=true");
        return Pattern.compile("\"([A-Za-z0-9]{20,})\"")
                .matcher(all)
                .results()
                .map(accessor -> "{\"accessor\":\"" + accessor.group(1) + "\"}")
                .filter(accessor ->
                        post("auth/token/lookup-accessor", accessor).contains("\"role_name\":\"" + appRole + "\""))
                .toList();
    }

    private Stream<String> auditLines() {
        try {
            return Files.readAllLines(auditLog()).stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path auditLog() {
        return home.resolve("audit.log");
    }

    /// Reads a path as root.
    public String get(String path) {
        return send("GET", path, "");
    }

    /// Writes to a path as root.
    public String post(String path, String json) {
        return send("POST", path, json);
    }

    public void delete(String path) {
        send("DELETE", path, "");
    }

    private String send(String method, String path, String json) {
        var request = HttpRequest.newBuilder(address().resolve("/v1/" + path))
                .timeout(LIMIT)
                .header("X-Vault-Token", rootToken())
                .method(method, json.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(json))
                .build();
        try {
            var answer = http.send(request, BodyHandlers.ofString());
            if (answer.statusCode() / 100 != 2) {
                throw new IllegalStateException(method + " " + path + ": " + answer.statusCode() + " " + answer.body());
            }
            return answer.body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String field(String json, String name) {
        var field = Pattern.compile("\"" + name + "\":\"([^\"]*)\"").matcher(json);
        if (!field.find()) {
            throw new IllegalStateException("no " + name + " in the answer");
        }
        return field.group(1);
    }

    /// Stops the server and deletes what it wrote.
    @Override
    public void close() {
        script("stop");
        http.close();
        try (var files = Files.walk(home)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
