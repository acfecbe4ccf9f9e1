package dev.lockstep.build;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/// What a program that works in a cluster trains on: an API server on loopback that has the objects of a folder and
/// takes what it is given. Knows no kinds, no rights and no versions; its watches never tell anything.
final class TrainingCluster implements AutoCloseable {
    private static final Pattern NAME = Pattern.compile("\"name\":\"([^\"]+)\"");
    private static final char[] PASSWORD = "training".toCharArray();

    private final Map<String, String> objects = new ConcurrentSkipListMap<>();
    private final AtomicInteger version = new AtomicInteger(1);
    private final CountDownLatch worked = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpsServer server;

    /// @param folder an object at `/apis/G/V/NAME` is its file `apis/G/V/NAME.json`
    /// @param scratch gets the keys
    TrainingCluster(Path folder, Path scratch) throws IOException, InterruptedException, GeneralSecurityException {
        try (var files = Files.walk(folder)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                var path = "/" + folder.relativize(file);
                objects.put(path.substring(0, path.lastIndexOf('.')), Files.readString(file));
            }
        }
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(keys(scratch)));
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    private static SSLContext keys(Path scratch) throws IOException, InterruptedException, GeneralSecurityException {
        var file = scratch.resolve("keys.p12");
        var keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        var made = new ProcessBuilder(List.of(
                        keytool.toString(),
                        "-genkeypair",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=training",
                        "-alias",
                        "training",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        new String(PASSWORD)))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
        if (made != 0) throw new IOException("keytool makes no keys");
        var store = KeyStore.getInstance(file.toFile(), PASSWORD);
        var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(store, PASSWORD);
        var context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        Files.delete(file);
        return context;
    }

    /// The way to it.
    String kubeconfig() {
        return """
                apiVersion: v1
                kind: Config
                clusters: [{name: training, cluster: {server: "https://127.0.0.1:%d", insecure-skip-tls-verify: true}}]
                users: [{name: training, user: {token: training}}]
                contexts: [{name: training, context: {cluster: training, user: training}}]
                current-context: training
                """.formatted(server.getAddress().getPort());
    }

    /// Waits until a resource has a status, which is the last that is written.
    boolean worked(long limit, TimeUnit unit) throws InterruptedException {
        return worked.await(limit, unit);
    }

    private void answer(HttpExchange exchange) throws IOException {
        var path = exchange.getRequestURI().getPath();
        var query = String.valueOf(exchange.getRequestURI().getQuery());
        var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        switch (exchange.getRequestMethod()) {
            case "GET" -> {
                if (exchange.getRequestHeaders().containsKey("Upgrade")) {
                    send(exchange, 503, "{}"); // the same is asked for without a web socket then
                } else if (query.contains("watch=true")) {
                    exchange.sendResponseHeaders(200, 0);
                    exchange.getResponseBody().flush(); // and stays open
                } else if (objects.containsKey(path)) {
                    send(exchange, 200, objects.get(path));
                } else if (isCollection(path)) {
                    send(exchange, 200, list(path, query));
                } else {
                    send(exchange, 404, "{\"kind\":\"Status\",\"status\":\"Failure\",\"code\":404}");
                }
            }
            case "POST" -> {
                var name = NAME.matcher(body);
                send(exchange, 201, name.find() ? put(path + "/" + name.group(1), body) : body);
            }
            case "PATCH", "PUT" -> {
                if (path.endsWith("/status")) {
                    send(exchange, 200, objects.getOrDefault(path.substring(0, path.lastIndexOf('/')), "{}"));
                    if (path.contains("/externalsecrets/")) worked.countDown();
                } else {
                    send(exchange, 200, put(path, body));
                }
            }
            default -> send(exchange, 405, "{}");
        }
    }

    /// A path ends with a name if what stands before that is a kind of a namespace.
    private static boolean isCollection(String path) {
        return !path.matches(".*/namespaces/[^/]+/[^/]+/.+");
    }

    private String list(String path, String query) {
        var kind = path.substring(path.lastIndexOf('/'));
        var items = query.contains("labelSelector")
                ? ""
                : objects.entrySet().stream()
                        .filter(object -> object.getKey().contains(kind + "/"))
                        .map(Map.Entry::getValue)
                        .collect(Collectors.joining(","));
        return "{\"apiVersion\":\"v1\",\"kind\":\"List\",\"metadata\":{\"resourceVersion\":\"1\"},\"items\":[" + items
                + "]}";
    }

    private String put(String path, String body) {
        var metadata = "\"metadata\":{\"uid\":\"%s\",\"resourceVersion\":\"%d\","
                .formatted(Integer.toHexString(path.hashCode()), version.incrementAndGet());
        var object = body.replaceFirst("\"metadata\":\\{", metadata);
        objects.put(path, object);
        return object;
    }

    private static void send(HttpExchange exchange, int code, String body) throws IOException {
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(code, bytes.length);
        try (var out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
