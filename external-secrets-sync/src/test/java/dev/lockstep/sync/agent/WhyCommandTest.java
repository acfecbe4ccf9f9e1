package dev.lockstep.sync.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.lockstep.problem.LockstepException;
import dev.lockstep.sync.net.ServerCertificate;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// `why` against a server on loopback that answers as an API server does.
class WhyCommandTest {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-03-01T12:00:00Z"));
    private static final String LIST = "/apis/external-secrets.io/v1/namespaces/shop/externalsecrets";

    @TempDir
    private Path folder;

    private HttpServer server;
    private final Map<String, String> answers = new ConcurrentHashMap<>();
    private volatile int otherwise = 404;
    private final List<String> queries = new ArrayList<>();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        URI uri = exchange.getRequestURI();
        var query = uri.getQuery() == null ? "" : uri.getQuery();
        queries.add(query);
        var next = query.contains("continue=") ? "#" + query.replaceAll(".*continue=([^&]*).*", "$1") : "";
        var body = answers.get(uri.getPath() + next);
        var bytes = (body == null ? "404 page not found\n" : body).getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(body == null ? otherwise : 200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private Path kubeconfig(String address, String cluster, String user) throws IOException {
        return Files.writeString(folder.resolve("kubeconfig"), """
                apiVersion: v1
                kind: Config
                clusters: [{name: c, cluster: {server: "%s"%s}}]
                users: [{name: u, user: {%s}}]
                contexts:
                  - {name: here, context: {cluster: c, user: u, namespace: shop}}
                  - {name: bare, context: {cluster: c, user: u}}
                current-context: here
                """.formatted(address, cluster, user));
    }

    private int why(String... arguments) throws IOException {
        return why(kubeconfig(address(), "", ""), arguments);
    }

    private int why(Path kubeconfig, String... arguments) {
        var words = new ArrayList<>(Arrays.asList(arguments));
        words.addAll(List.of("--kubeconfig", kubeconfig.toString()));
        return WhyCommand.run(words, CLOCK, new PrintStream(out, true, StandardCharsets.UTF_8));
    }

    private String said() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private LockstepException refused(Path kubeconfig, String... arguments) {
        var thrown = catchThrowableOfType(LockstepException.class, () -> why(kubeconfig, arguments));
        assertThat(thrown).isNotNull();
        return thrown;
    }

    private static String resource(String name, String ready) {
        return """
                {"apiVersion":"external-secrets.io/v1","kind":"ExternalSecret",
                 "metadata":{"name":"%s","namespace":"shop","generation":1},"spec":{"refreshPolicy":"OnChange"},
                 "status":{"observedGeneration":1,"conditions":[{"type":"Ready","status":"%s","reason":"R","message":"M",
                 "lastTransitionTime":"2026-03-01T11:59:50Z"}]}}""".formatted(name, ready);
    }

    private static String page(String next, String... resources) {
        return "{\"apiVersion\":\"external-secrets.io/v1\",\"kind\":\"ExternalSecretList\",\"metadata\":{\"continue\":\""
                + next + "\"},\"items\":[" + String.join(",", resources) + "]}";
    }

    @Test
    void theExitCodeTellsInStepFromOutOfStep() throws IOException {
        answers.put(LIST + "/good", resource("good", "True"));
        answers.put(LIST + "/bad", resource("bad", "False"));
        assertThat(why("good")).isZero();
        assertThat(why("bad")).isEqualTo(2);
        assertThat(why("--json", "shop/bad")).isEqualTo(2);
    }

    @Test
    void readsAListPageByPage() throws IOException {
        answers.put(LIST, page("more", resource("b", "False"), resource("good", "True")));
        answers.put(LIST + "#more", page("", resource("a", "False")));
        assertThat(why()).isEqualTo(2);
        assertThat(said()).isEqualTo("""
                NAMESPACE/NAME   REASON   SINCE      MESSAGE
                shop/a           R        10 s ago   M
                shop/b           R        10 s ago   M
                """);
        assertThat(queries).allMatch(query -> query.contains("limit="));
    }

    @Test
    void printsAListForPrograms() throws IOException {
        answers.put(LIST, page("", resource("good", "True")));
        assertThat(why("--json")).isZero();
        assertThat(said()).isEqualTo("{\"namespace\":\"shop\",\"total\":1,\"outOfStep\":[]}\n");
    }

    @Test
    void usesTheNamespaceThatKubectlWouldUse() throws IOException {
        answers.put(LIST.replace("shop", "default"), page(""));
        answers.put(LIST.replace("shop", "bank"), page(""));
        answers.put(LIST.replace("/namespaces/shop", ""), page(""));
        assertThat(why("--context", "bare")).isZero();
        assertThat(why("-n", "bank")).isZero();
        assertThat(why("-A")).isZero();
        assertThat(said()).isEqualTo("""
                no ExternalSecrets in namespace default
                no ExternalSecrets in namespace bank
                no ExternalSecrets in any namespace
                """);
    }

    @Test
    void tellsAResourceThatIsNotThereFromAKindThatIsNot() throws IOException {
        var kubeconfig = kubeconfig(address(), "", "");
        assertThat(refused(kubeconfig, "db"))
                .hasMessage(address() + ": the API server has no ExternalSecrets" + " (external-secrets.io/v1)");
        assertThat(refused(kubeconfig)).hasMessageContaining("has no ExternalSecrets");
        answers.put("/apis/external-secrets.io/v1", """
                {"kind":"APIResourceList","apiVersion":"v1","groupVersion":"external-secrets.io/v1","resources":
                 [{"name":"externalsecrets","kind":"ExternalSecret","namespaced":true,"singularName":"","verbs":["get"]}]}""");
        assertThat(refused(kubeconfig, "db")).hasMessage("shop/db: there is no such ExternalSecret");
    }

    @ParameterizedTest
    @CsvSource({
        "401, does not accept the credentials, renew the token",
        "403, the account lacks a right, let the account get externalsecrets.external-secrets.io in namespace shop",
        "500, the API server answers 500, logs",
    })
    void saysWhyItWasRefused(int code, String what, String next) throws IOException {
        otherwise = code;
        var problem = refused(kubeconfig(address(), "", ""), "db").problem();
        assertThat(problem.where()).isEqualTo(address());
        assertThat(problem.what()).contains(what);
        assertThat(problem.next()).contains(next);
    }

    @Test
    void saysThatTheConnectionIsRefused() throws IOException {
        int port;
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = taken.getLocalPort();
        }
        assertThat(refused(kubeconfig("https://127.0.0.1:" + port, "", ""), "db"))
                .hasMessage("https://127.0.0.1:" + port + ": the API server refuses the connection");
    }

    @Test
    void saysThatANameDoesNotResolve() throws IOException {
        assertThat(refused(kubeconfig("https://nowhere.invalid:6443", "", ""), "db"))
                .hasMessage("https://nowhere.invalid:6443: the name of the API server does not resolve");
    }

    @Test
    void saysThatAServerSpeaksNoTls() throws Exception {
        Thread answering;
        try (var plain = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            answering = Thread.startVirtualThread(() -> answerInPlainText(plain));
            assertThat(refused(kubeconfig("https://127.0.0.1:" + plain.getLocalPort(), "", ""), "db"))
                    .hasMessageContaining("agree on no TLS connection");
        }
        answering.join();
    }

    /// Each connection, since a client may try more than one.
    private static void answerInPlainText(ServerSocket plain) {
        while (!plain.isClosed()) {
            try (var connection = plain.accept()) {
                connection.setSoTimeout(5_000);
                connection.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.UTF_8));
                connection.shutdownOutput();
                connection.getInputStream().transferTo(OutputStream.nullOutputStream());
            } catch (IOException e) {
                // The test says what is wrong.
            }
        }
    }

    @Test
    void saysWhatIsWrongWithACertificate() throws Exception {
        var foreign = ServerCertificate.selfSigned(folder, "foreign", "dns:api.example.com", "-0d", 2);
        var good = ServerCertificate.selfSigned(folder, "good", "ip:127.0.0.1", "-0d", 2);
        assertThat(saidOf(ServerCertificate.expired(folder))).contains("not valid at this time");
        assertThat(saidOf(foreign)).contains("is for another address");
        assertThat(saidOf(good, foreign)).contains("signed by an authority that is not trusted");
        assertThat(saidOf(good)).contains("has no ExternalSecrets");
    }

    private String saidOf(ServerCertificate certificate) throws Exception {
        return saidOf(certificate, certificate);
    }

    private String saidOf(ServerCertificate certificate, ServerCertificate trusted) throws Exception {
        var secure = certificate.server();
        secure.createContext("/", this::answer);
        secure.start();
        try {
            var address = "https://127.0.0.1:" + secure.getAddress().getPort();
            var cluster = ", certificate-authority-data: " + trusted.bundle();
            return refused(kubeconfig(address, cluster, ""), "db").getMessage();
        } finally {
            secure.stop(0);
        }
    }

    @Test
    void saysThatAServerTakesTooLong() throws Exception {
        try (var silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(refused(kubeconfig("http://127.0.0.1:" + silent.getLocalPort(), "", ""), "db"))
                    .hasMessageContaining("does not answer in time");
        }
    }

    @Test
    void saysThatAListRanOutWhileItWasRead() throws IOException {
        answers.put(LIST, page("more", resource("a", "True")));
        otherwise = 410;
        var problem = refused(kubeconfig(address(), "", "")).problem();
        assertThat(problem.what()).isEqualTo("the list ran out before it was read");
        assertThat(problem.next()).isEqualTo("run it again");
        assertThat(said()).isEmpty();
    }

    @Test
    void saysThatAnAnswerIsNoneOfKubernetes() throws IOException {
        answers.put(LIST + "/db", "<html>please log in</html>");
        assertThat(refused(kubeconfig(address(), "", ""), "db"))
                .hasMessageContaining("the answer is not that of a Kubernetes API server");
    }

    @Test
    void saysWhatOfAKubeconfigCannotBeUsed() throws IOException {
        var absent = folder.resolve("absent.pem");
        assertThat(refused(kubeconfig("https://127.0.0.1:1", ", certificate-authority: " + absent, ""), "db"))
                .hasMessageContaining("names the file " + absent + ", which is not there");
        var user = "client-certificate-data: bm9uZQ==, client-key-data: bm9uZQ==";
        assertThat(refused(kubeconfig("https://127.0.0.1:1", "", user), "db"))
                .hasMessageContaining("holds an invalid certificate or key");
        assertThat(refused(kubeconfig("https://127.0.0.1:1", "", ""), "--context", "there", "db"))
                .hasMessageContaining("has no context there");
        var binary = Files.write(folder.resolve("binary"), new byte[] {(byte) 0xff, 0, 1});
        assertThat(refused(binary, "db")).hasMessage(binary + ": is not a valid kubeconfig");
    }
}
