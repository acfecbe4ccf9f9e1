package dev.lockstep.sync.operator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/// `run` in a process of its own, from the classes under test.
final class RunningOperator implements AutoCloseable {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Duration START = Duration.ofSeconds(60);

    private final Process process;
    private final Path output;
    private final int live;
    private final int metrics;

    private RunningOperator(Process process, Path output, int live, int metrics) {
        this.process = process;
        this.output = output;
        this.live = live;
        this.metrics = metrics;
    }

    static RunningOperator start(Path kubeconfig, String... arguments) throws IOException {
        int live = freePort();
        int metrics = freePort();
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseCompactObjectHeaders",
                "-XX:MinHeapFreeRatio=10",
                "-XX:MaxHeapFreeRatio=20",
                "-Xms8m",
                "-Xmx96m",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.lockstep.sync.Main",
                "run",
                "--kubeconfig=" + kubeconfig,
                "--live-addr=127.0.0.1:" + live,
                "--metrics-addr=127.0.0.1:" + metrics));
        command.addAll(List.of(arguments));
        var output = Files.createTempFile("operator", ".log");
        var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().put("MALLOC_ARENA_MAX", "2");
        return new RunningOperator(builder.start(), output, live, metrics);
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /// Waits until it is ready, and says that this is why.
    RunningOperator ready(String reason) {
        Awaitility.await().atMost(START).ignoreExceptions().until(() -> {
            assertThat(process.isAlive()).as(this::lines).isTrue();
            return page(live, "/readyz").equals("ok: " + reason + "\n");
        });
        return this;
    }

    String alive() throws IOException, InterruptedException {
        return page(live, "/healthz");
    }

    String metrics() throws IOException, InterruptedException {
        return page(metrics, "/metrics");
    }

    private static String page(int port, String path) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(5))
                .build();
        return HTTP.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }

    /// Tells it to end, as the kubelet does.
    ///
    /// @return its exit code
    int terminate() throws InterruptedException {
        process.destroy();
        assertThat(process.waitFor(15, TimeUnit.SECONDS)).as("ends in time").isTrue();
        return process.exitValue();
    }

    void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    /// Resident memory in MiB.
    long memory() throws IOException {
        return Files.readAllLines(Path.of("/proc", String.valueOf(process.pid()), "status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                .findFirst()
                .orElseThrow();
    }

    String lines() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            return "no output: " + e;
        }
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        Files.deleteIfExists(output);
    }
}
