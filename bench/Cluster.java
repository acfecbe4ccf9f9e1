import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// As much of a Kubernetes client as the benchmarks of the operator need, on the JDK alone.
final class Cluster {
    private static final int AT_ONCE = 32;

    private final String server;
    private final String token;
    private final HttpClient client;

    private Cluster(String server, String token, HttpClient client) {
        this.server = server;
        this.token = token;
        this.client = client;
    }

    static Cluster connect(String server, Path ca, String token) throws Exception {
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        try (var in = Files.newInputStream(ca)) {
            store.setCertificateEntry(
                    "ca", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        var context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return new Cluster(
                server, token, HttpClient.newBuilder().sslContext(context).build());
    }

    void post(String path, String json) throws IOException, InterruptedException {
        var response =
                client.send(request(path).POST(BodyPublishers.ofString(json)).build(), BodyHandlers.ofString());
        if (response.statusCode() >= 300) throw new IOException(path + ": " + response.statusCode());
    }

    /// Many, some at a time.
    void postAll(String path, List<String> bodies) throws Exception {
        var places = new Semaphore(AT_ONCE);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var done = new ArrayList<Future<?>>();
            for (var body : bodies) {
                places.acquire();
                done.add(threads.submit(() -> {
                    try {
                        post(path, body);
                    } finally {
                        places.release();
                    }
                    return null;
                }));
            }
            for (var each : done) each.get();
        }
    }

    /// How many objects of a list show a text in a column of `kubectl get`, by a list of the columns alone, in pages:
    /// to count shall cost the API server as little as can be.
    int count(String path, Pattern text) throws IOException, InterruptedException {
        int count = 0;
        for (String page = ""; page != null; ) {
            var next = path + "?includeObject=None&limit=500" + (page.isEmpty() ? "" : "&continue=" + page);
            var table = request(next).header("Accept", "application/json;as=Table;v=v1;g=meta.k8s.io");
            var body = client.send(table.GET().build(), BodyHandlers.ofString()).body();
            count += (int) text.matcher(body).results().count();
            // The list's own metadata stands before the items, or behind them if the kind is a custom one.
            var ends = body.substring(0, Math.min(4096, body.length()))
                    + body.substring(Math.max(0, body.length() - 4096));
            var more = Pattern.compile("\"continue\":\"([^\"]+)\"").matcher(ends);
            page = more.find() ? more.group(1) : null;
        }
        return count;
    }

    /// Tells every event of a watch, as a line of JSON, until the program ends.
    void watch(String path, Consumer<String> each) {
        Thread.ofPlatform().daemon().start(() -> {
            try {
                var response = client.send(request(path + "?watch=true").GET().build(), BodyHandlers.ofInputStream());
                try (var lines = new BufferedReader(new InputStreamReader(response.body()))) {
                    for (var line = lines.readLine(); line != null; line = lines.readLine()) each.accept(line);
                }
            } catch (IOException | InterruptedException e) {
                System.err.println("bench: a watch ended: " + e);
            }
        });
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(server + path))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json");
    }
}
