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
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/// Measures a running operator against the figures of ESO 2.9.0. Run by `bench/sync`, which starts what is needed.
final class SyncBench {
    private static final Pattern SYNCED = Pattern.compile("\"SecretSynced\"");
    private static final String API = "/apis/external-secrets.io/v1/namespaces/";

    private final Cluster cluster;
    private final String vault = System.getenv("VAULT_ADDR");
    private Process operator;
    private final Path audit = Path.of(System.getenv("BENCH_AUDIT"));
    private final Path vaultAudit = Path.of(System.getenv("BENCH_WORK"), "vault-audit.log");

    private SyncBench(Cluster cluster) {
        this.cluster = cluster;
    }

    public static void main(String[] words) throws Exception {
        var bench = new SyncBench(Cluster.connect(
                System.getenv("KUBE_API"), Path.of(System.getenv("KUBE_CA")), System.getenv("BENCH_TOKEN")));
        Runtime.getRuntime().addShutdownHook(new Thread(bench::stop));
        Table.head();
        bench.idle();
        for (var name : words.length == 0 ? List.of("thousand", "many") : List.of(words)) {
            switch (name) {
                case "thousand" -> bench.thousand();
                case "many" -> bench.many();
                default -> throw new IllegalArgumentException("no benchmark is named " + name);
            }
        }
    }

    private void start() throws IOException {
        operator = new ProcessBuilder(System.getenv("BENCH_OPERATOR").split(" "))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        Path.of(System.getenv("BENCH_LOG")).toFile()))
                .start();
    }

    private void stop() {
        try {
            if (operator != null) {
                operator.destroy();
                operator.waitFor();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void idle() throws Exception {
        start();
        Thread.sleep(20_000);
        double resident = resident("VmRSS");
        Table.line("idle memory / ESO", "<= 110 MB", resident, 75.5, "MB", resident <= 110);
    }

    private void thousand() throws Exception {
        vault("PUT", "sys/audit/file", "{\"type\":\"file\",\"options\":{\"file_path\":\"" + vaultAudit + "\"}}");
        vault("POST", "secret/data/bench", "{\"data\":{\"key\":\"first\"}}");
        cluster.post("/api/v1/namespaces", "{\"metadata\":{\"name\":\"thousand\"}}");
        cluster.post("/api/v1/namespaces/thousand/secrets", """
                {"metadata": {"name": "credential"}, "stringData": {"token": "%s"}}""".formatted(System.getenv("VAULT_TOKEN")));
        cluster.post(API + "thousand/secretstores", """
                {"apiVersion": "external-secrets.io/v1", "kind": "SecretStore", "metadata": {"name": "store"},
                 "spec": {"provider": {"vault": {"server": "%s", "path": "secret",
                   "auth": {"tokenSecretRef": {"name": "credential", "key": "token"}}}}}}""".formatted(vault));
        stop();
        cluster.postAll(API + "thousand/externalsecrets", resources(0, 1_000, "30s", "bench", "key"));
        long start = System.nanoTime();
        start();
        double ready = awaitSynced(List.of("thousand"), 1_000, start);
        Table.line("1,000 on one key: all ready", "<= 8 s", ready, 0, "s", ready <= 8);
        Table.line("  beside ESO as it comes", "-", ready, 122.8, "s", true);
        Table.line("  beside ESO tuned", "-", ready, 39.7, "s", true);
        Thread.sleep(30_000);
        long reads = reads();
        Thread.sleep(60_000);
        double interval = (reads() - reads) / 2.0;
        Table.line("  reads per 30 s", "<= 1.5", interval, 0, "", interval <= 1.5);
        staleness();
        Table.line("  memory", "-", resident("VmRSS"), 0, "MB", true);
    }

    /// How long after a change at the source the first and the last of the Secrets have it.
    private void staleness() throws Exception {
        var changed = Base64.getEncoder().encodeToString("second".getBytes());
        var name = Pattern.compile("\"name\":\"(es-\\d+)\"");
        Set<String> arrived = ConcurrentHashMap.newKeySet();
        var times = new ArrayList<Double>();
        long[] start = new long[1];
        cluster.watch("/api/v1/namespaces/thousand/secrets", line -> {
            var found = name.matcher(line);
            if (line.contains(changed) && found.find() && arrived.add(found.group(1))) {
                synchronized (times) {
                    times.add(seconds(start[0]));
                }
            }
        });
        Thread.sleep(3_000);
        start[0] = System.nanoTime();
        vault("POST", "secret/data/bench", "{\"data\":{\"key\":\"second\"}}");
        while (arrived.size() < 1_000 && seconds(start[0]) < 120) Thread.sleep(100);
        synchronized (times) {
            double last = times.isEmpty() ? Double.NaN : times.getLast();
            Table.line("  a change: first Secret", "-", times.isEmpty() ? Double.NaN : times.getFirst(), 0, "s", true);
            Table.line(
                    "  a change: all " + times.size(),
                    "<= 30 s + 15 s",
                    last,
                    0,
                    "s",
                    times.size() == 1_000 && last <= 45);
        }
    }

    private void many() throws Exception {
        stop();
        start();
        var namespaces = new ArrayList<String>();
        var data = new StringBuilder();
        for (int i = 0; i < 1_000; i++)
            data.append(i == 0 ? "" : ",").append("{\"key\":\"k" + i + "\",\"value\":\"v" + i + "\"}");
        for (int i = 0; i < 10; i++) {
            var namespace = "many-" + i;
            namespaces.add(namespace);
            cluster.post("/api/v1/namespaces", "{\"metadata\":{\"name\":\"" + namespace + "\"}}");
            cluster.post(API + namespace + "/secretstores", """
                    {"apiVersion": "external-secrets.io/v1", "kind": "SecretStore", "metadata": {"name": "store"},
                     "spec": {"provider": {"fake": {"data": [%s]}}}}""".formatted(data));
        }
        long skipped = Files.size(audit);
        long start = System.nanoTime();
        for (var namespace : namespaces) {
            cluster.postAll(API + namespace + "/externalsecrets", resources(0, 1_000, "1h", "k%d", ""));
        }
        Table.line("10,000 on fake: created in", "-", seconds(start), 0, "s", true);
        double ready = awaitSynced(namespaces, 10_000, start);
        Table.line("  all ready", "<= 300 s", ready, 0, "s", ready <= 300);
        Thread.sleep(5_000);
        var calls = calls(skipped);
        double all = calls.values().stream().mapToLong(Long::longValue).sum();
        Table.line("  API calls", "-", all, 0, "", true);
        calls.forEach((what, count) -> Table.line("    " + what, "-", count, 0, "", true));
        double peak = resident("VmHWM");
        Table.line("  peak of memory", "<= 512 MB", peak, 0, "MB", peak <= 512);
        skipped = Files.size(audit);
        Thread.sleep(30_000);
        double quiet = calls(skipped).entrySet().stream()
                .filter(call -> !call.getKey().contains("leases"))
                .mapToLong(Map.Entry::getValue)
                .sum();
        Table.line("  API calls in 30 quiet s", "-", quiet, 0, "", true);
    }

    private static List<String> resources(int from, int count, String interval, String key, String property) {
        var resources = new ArrayList<String>();
        for (int i = from; i < from + count; i++) {
            resources.add("""
                    {"apiVersion": "external-secrets.io/v1", "kind": "ExternalSecret", "metadata": {"name": "es-%d"},
                     "spec": {"refreshInterval": "%s", "secretStoreRef": {"name": "store", "kind": "SecretStore"},
                       "data": [{"secretKey": "key", "remoteRef": {"key": "%s"%s}}]}}""".formatted(
                    i, interval, key.formatted(i), property.isEmpty() ? "" : ", \"property\": \"" + property + "\""));
        }
        return resources;
    }

    /// @return seconds since `start`; the benchmark ends when it takes over ten minutes
    private double awaitSynced(List<String> namespaces, int count, long start) throws Exception {
        while (true) {
            int synced = 0;
            for (var namespace : namespaces) synced += cluster.count(API + namespace + "/externalsecrets", SYNCED);
            if (synced >= count) return seconds(start);
            if (seconds(start) > 600) throw new IOException("only " + synced + " of " + count + " are ready");
            Thread.sleep(500);
        }
    }

    /// Reads that Vault itself has counted.
    private long reads() throws IOException {
        try (var lines = Files.lines(vaultAudit)) {
            return lines.filter(line -> line.contains("\"type\":\"request\"")
                            && line.contains("\"operation\":\"read\"")
                            && line.contains("\"path\":\"secret/data/bench\""))
                    .count();
        }
    }

    /// What the operator asked of the API server, by verb and resource, from a place of the audit log on.
    private TreeMap<String, Long> calls(long from) throws IOException {
        var user = ":lockstep-system:" + System.getenv("BENCH_ACCOUNT") + "\"";
        var verb = Pattern.compile("\"verb\":\"(\\w+)\"");
        var resource = Pattern.compile("\"objectRef\":\\{\"resource\":\"([\\w.]+)\"");
        var sub = Pattern.compile("\"subresource\":\"(\\w+)\"");
        var calls = new TreeMap<String, Long>();
        try (var in = Files.newInputStream(audit)) {
            in.skipNBytes(from);
            new BufferedReader(new InputStreamReader(in))
                    .lines()
                    .filter(line -> line.contains(user))
                    .forEach(line -> {
                        var what = group(verb, line) + " " + group(resource, line);
                        var part = group(sub, line);
                        calls.merge(part.isEmpty() ? what : what + "/" + part, 1L, Long::sum);
                    });
        }
        return calls;
    }

    private static String group(Pattern pattern, String line) {
        var found = pattern.matcher(line);
        return found.find() ? found.group(1) : "";
    }

    private void vault(String method, String path, String body) throws IOException, InterruptedException {
        try (var client = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(URI.create(vault + "/v1/" + path))
                    .header("X-Vault-Token", System.getenv("VAULT_TOKEN"))
                    .method(method, BodyPublishers.ofString(body))
                    .build();
            int status = client.send(request, BodyHandlers.discarding()).statusCode();
            if (status >= 300) throw new IOException(path + ": " + status);
        }
    }

    /// @param figure `VmRSS`, or `VmHWM` for the peak
    private double resident(String figure) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + operator.pid() + "/status")).stream()
                        .filter(line -> line.startsWith(figure + ":"))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                        .findFirst()
                        .orElseThrow()
                / 1000.0;
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }
}
