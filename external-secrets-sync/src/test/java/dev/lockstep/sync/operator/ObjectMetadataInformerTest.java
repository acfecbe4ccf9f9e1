package dev.lockstep.sync.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ObjectMetadataInformerTest {
    private static final ObjectKey TOKEN = new ObjectKey(ObjectKey.Kind.SECRET, "team", "token");
    private final Server server = new Server();
    private final List<ObjectKey> changed = new CopyOnWriteArrayList<>();
    private KubernetesClient client;
    private ObjectMetadataInformer watch;

    @BeforeEach
    void start() {
        var config = new ConfigBuilder(Config.empty())
                .withMasterUrl(server.url())
                .withRequestRetryBackoffLimit(0)
                .build();
        client = new KubernetesClientBuilder().withConfig(config).build();
        watch = new ObjectMetadataInformer(
                new ApiServer(client, new ApiCalls()), ObjectKey.Kind.SECRET, "", changed::add);
    }

    @AfterEach
    void stop() {
        watch.close();
        client.close();
        server.close();
    }

    @Test
    void asksOnceAndIsToldOfChangesThen() throws Exception {
        server.versions.put("token", "5");

        assertThat(watch.get(TOKEN)).isEqualTo(there("5"));
        assertThat(watch.get(TOKEN)).isEqualTo(there("5"));
        server.watch().line(event("MODIFIED", "token", "6"));

        await().until(() -> watch.get(TOKEN).equals(there("6")));
        assertThat(changed).containsExactly(TOKEN);
        server.lastWatch.line(event("DELETED", "token", "7"));
        await().until(() -> watch.get(TOKEN) instanceof ObjectMetadata.Absent);
        assertThat(server.accepted).allMatch(accept -> accept.contains("as=PartialObjectMetadata"));
    }

    @Test
    void passesOverWhatNobodyAskedForAndOverOldNews() throws Exception {
        server.versions.put("token", "5");
        watch.get(TOKEN);
        var stream = server.watch();

        stream.line(event("ADDED", "other", "6"));
        stream.line(event("MODIFIED", "token", "4"));
        stream.line(event("MODIFIED", "token", "8"));

        await().until(() -> watch.get(TOKEN).equals(there("8")));
        assertThat(changed).containsExactly(TOKEN);
    }

    @Test
    void looksAgainAfterABreak() throws Exception {
        watch.get(TOKEN);
        var stream = server.watch();
        server.versions.put("token", "9");

        stream.close();

        await().until(() -> watch.get(TOKEN).equals(there("9")));
        assertThat(changed).containsExactly(TOKEN);
        server.watch().line(event("MODIFIED", "token", "10"));
        await().until(() -> watch.get(TOKEN).equals(there("10")));
    }

    @Test
    void looksAgainWhenTheServerHasForgottenTooMuch() throws Exception {
        server.versions.put("token", "5");
        watch.get(TOKEN);
        var stream = server.watch();
        server.versions.remove("token");

        stream.line("{\"type\": \"ERROR\", \"object\": {\"kind\": \"Status\", \"code\": 410}}");

        await().until(() -> watch.get(TOKEN) instanceof ObjectMetadata.Absent);
        assertThat(server.watch()).isNotNull();
    }

    @Test
    void claimsNothingWhileTheServerDoesNotTell() {
        server.down = 503;
        assertThat(watch.get(TOKEN)).isInstanceOf(ObjectMetadata.Unknown.class);

        server.versions.put("token", "5");
        server.down = 0;

        assertThat(watch.get(TOKEN)).isEqualTo(there("5"));
    }

    private static ObjectMetadata there(String version) {
        return new ObjectMetadata.There("uid", version, Map.of());
    }

    private static String event(String type, String name, String version) {
        return "{\"type\": \"" + type + "\", \"object\": " + object(name, version) + "}";
    }

    private static String object(String name, String version) {
        return "{\"kind\": \"PartialObjectMetadata\", \"metadata\": {\"namespace\": \"team\", \"name\": \"" + name
                + "\", \"uid\": \"uid\", \"resourceVersion\": \"" + version + "\"}}";
    }

    /// As much of an API server as a watch needs; a test writes the lines.
    private static final class Server implements AutoCloseable {
        final Map<String, String> versions = new ConcurrentHashMap<>();
        final List<String> accepted = new CopyOnWriteArrayList<>();
        volatile int down;
        private final BlockingQueue<Stream> watches = new LinkedBlockingQueue<>();
        private final HttpServer http;
        private Stream lastWatch;

        Server() {
            try {
                http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            } catch (IOException e) {
                throw new IllegalStateException("no server", e);
            }
            http.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            http.createContext("/", this::answer);
            http.start();
        }

        String url() {
            return "http://127.0.0.1:" + http.getAddress().getPort();
        }

        private void answer(HttpExchange exchange) throws IOException {
            accepted.add(exchange.getRequestHeaders().getFirst("Accept"));
            var query = exchange.getRequestURI().getQuery();
            var path = exchange.getRequestURI().getPath();
            if (down != 0) {
                exchange.sendResponseHeaders(down, -1);
                exchange.close();
            } else if (query == null) {
                var name = path.substring(path.lastIndexOf('/') + 1);
                var version = versions.get(name);
                send(exchange, version == null ? 404 : 200, version == null ? "{}" : object(name, version));
            } else if (query.startsWith("watch")) {
                exchange.sendResponseHeaders(200, 0);
                watches.add(new Stream(exchange, exchange.getResponseBody()));
            } else {
                send(exchange, 200, "{\"metadata\": {\"resourceVersion\": \"3\"}, \"items\": []}");
            }
        }

        private static void send(HttpExchange exchange, int code, String body) throws IOException {
            var bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(code, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        }

        /// The next watch that is opened.
        Stream watch() throws InterruptedException {
            lastWatch = watches.poll(10, TimeUnit.SECONDS);
            return lastWatch;
        }

        @Override
        public void close() {
            http.stop(0);
        }
    }

    private record Stream(HttpExchange exchange, OutputStream out) {
        void line(String text) throws IOException {
            out.write((text + "\n").getBytes(StandardCharsets.UTF_8));
            out.flush();
        }

        void close() {
            exchange.close();
        }
    }
}
