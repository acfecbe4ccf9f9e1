package dev.lockstep.sync.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/// The operator as it is delivered: the built image, in a process of its own. What it prints is kept, in
/// `target/operators` too.
final class OperatorProcess implements Closeable {
    /// Seconds after which it is killed, should nobody stop it.
    private static final String LIFE = "900";

    /// The property of [dev.lockstep.sync.operator.FailingOperator], which runs where it is set.
    static final String FAILPOINT = "lockstep.failpoint";

    private static final String FAILING_OPERATOR = "dev.lockstep.sync.operator.FailingOperator";

    private static final Duration START = Duration.ofSeconds(40);
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

    private final Process shell;
    private final ProcessHandle process;
    private final int metricsPort;
    private final int livePort;
    private final List<String> lines = Collections.synchronizedList(new ArrayList<>());

    private OperatorProcess(Process shell, int metricsPort, int livePort) throws InterruptedException {
        this.shell = shell;
        this.metricsPort = metricsPort;
        this.livePort = livePort;
        Thread.ofPlatform().daemon().start(this::collect);
        this.process = child(shell);
    }

    /// Starts one, and does not wait until it is ready.
    ///
    /// @param kubeconfig its way to the API server
    /// @param properties system properties of its JVM, which only tests set
    /// @param arguments of `run`, after those for the addresses and the kubeconfig
    static OperatorProcess start(Path kubeconfig, Map<String, String> properties, String... arguments) {
        try {
            int metrics = freePort();
            int live = freePort();
            var command = new ArrayList<>(List.of("timeout", "-s", "KILL", LIFE));
            command.addAll(launcher(properties));
            command.addAll(List.of("run", "--kubeconfig", kubeconfig.toString()));
            command.addAll(List.of("--metrics-addr", "127.0.0.1:" + metrics, "--live-addr", "127.0.0.1:" + live));
            command.addAll(Arrays.asList(arguments));
            var builder = new ProcessBuilder(command).redirectErrorStream(true);
            builder.environment().remove("KUBECONFIG");
            return new OperatorProcess(builder.start(), metrics, live);
        } catch (IOException e) {
            throw new UncheckedIOException("the operator cannot be started", e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /// The launcher leaves no way in for JVM options, so with properties its text is run with one line changed. With a
    /// failpoint, the program that has one is patched into the image and started.
    private static List<String> launcher(Map<String, String> properties) throws IOException {
        var launcher = Path.of("target", "image", "bin", "lockstep-sync").toAbsolutePath();
        if (!Files.isExecutable(launcher)) {
            throw new IOException("no image at " + launcher + "; ./mvnw package builds it");
        }
        if (properties.isEmpty()) return List.of(launcher.toString());
        var options = properties.entrySet().stream()
                .map(property -> "-D" + property.getKey() + "=" + property.getValue())
                .collect(Collectors.joining(" "));
        var text = Files.readString(launcher);
        var changed = changed(text, "\nmore=\n", "\nmore='" + options + "'\n");
        if (properties.containsKey(FAILPOINT)) {
            var module = changed.replaceFirst("(?s).* -m ([a-z.]+)/.*", "$1");
            var classes = Path.of("target", "test-classes").toAbsolutePath();
            changed = changed(changed, "more='", "more='--patch-module " + module + "=" + classes + " ");
            changed = changed(changed, "/dev.lockstep.sync.Main ", "/" + FAILING_OPERATOR + " ");
        }
        return List.of("sh", "-c", changed, launcher.toString());
    }

    private static String changed(String text, String part, String other) throws IOException {
        var changed = text.replace(part, other);
        if (changed.equals(text)) throw new IOException("another form of launcher, without " + part);
        return changed;
    }

    /// The JVM under `timeout`.
    private static ProcessHandle child(Process shell) throws InterruptedException {
        for (int i = 0; i < 100; i++) {
            var child = shell.children().findFirst();
            if (child.isPresent() || !shell.isAlive()) return child.orElse(shell.toHandle());
            Thread.sleep(20);
        }
        throw new IllegalStateException("the operator did not start");
    }

    private void collect() {
        try (BufferedReader output = shell.inputReader()) {
            var kept = Files.createDirectories(Path.of("target", "operators")).resolve(shell.pid() + ".log");
            for (var line = output.readLine(); line != null; line = output.readLine()) {
                lines.add(line);
                Files.writeString(kept, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            }
        } catch (IOException e) {
            lines.add("(the output ended: " + e.getMessage() + ")");
        }
    }

    /// Waits until it says that it is ready.
    OperatorProcess ready() {
        var end = Instant.now().plus(START);
        while (status(livePort, "/readyz") != 200) {
            if (!isAlive() || Instant.now().isAfter(end)) {
                throw new AssertionError("the operator is not ready: " + String.join("\n", lines()));
            }
            pause(100);
        }
        return this;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    boolean isReady() {
        return status(livePort, "/readyz") == 200;
    }

    boolean isLive() {
        return status(livePort, "/healthz") == 200;
    }

    long pid() {
        return process.pid();
    }

    List<String> lines() {
        synchronized (lines) {
            return List.copyOf(lines);
        }
    }

    /// The metrics, as they are served.
    String metrics() {
        return get(metricsPort, "/metrics");
    }

    /// Fails if it has taken more memory, files or threads than the work of any test here needs.
    void assertBounded() {
        var status = proc("status");
        assertThat(figure(status, "VmRSS:") / 1000).as("resident memory in MB").isLessThan(400);
        // About 40 of its own; the pools of the API client grow with the requests under way and shrink after a minute.
        assertThat(figure(status, "Threads:")).as("threads: %s", threads()).isLessThan(120);
        assertThat(files()).as("open files").isLessThan(200);
    }

    /// How many threads there are of each name, without the numbers in it.
    private Map<String, Long> threads() {
        try (var tasks = Files.list(Path.of("/proc", Long.toString(pid()), "task"))) {
            return tasks.map(OperatorProcess::name)
                    .map(name -> name.replaceAll("[0-9]+", "#"))
                    .collect(Collectors.groupingBy(name -> name, TreeMap::new, Collectors.counting()));
        } catch (IOException e) {
            return Map.of();
        }
    }

    private static String name(Path task) {
        try {
            return Files.readString(task.resolve("comm")).strip();
        } catch (IOException e) {
            return "ended";
        }
    }

    private static long figure(List<String> status, String name) {
        return status.stream()
                .filter(line -> line.startsWith(name))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
    }

    private List<String> proc(String file) {
        try {
            return Files.readAllLines(Path.of("/proc/" + pid(), file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private long files() {
        try (var files = Files.list(Path.of("/proc/" + pid(), "fd"))) {
            return files.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// @param signal `STOP`, `CONT`, `TERM`, `KILL`
    void signal(String signal) {
        try {
            new ProcessBuilder("kill", "-s", signal, "" + pid())
                    .redirectErrorStream(true)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /// Waits for its end.
    ///
    /// @return the exit code; 137 after KILL
    int exit(Duration limit) {
        try {
            if (!shell.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError("the operator did not end within " + limit);
            }
            return shell.exitValue();
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    void kill() {
        signal("KILL");
        exit(Duration.ofSeconds(10));
    }

    @Override
    public void close() {
        if (!isAlive()) return;
        signal("CONT");
        signal("TERM");
        try {
            if (!shell.waitFor(15, TimeUnit.SECONDS)) kill();
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static int status(int port, String path) {
        try {
            return CLIENT.send(request(port, path), BodyHandlers.discarding()).statusCode();
        } catch (IOException e) {
            return 0;
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static String get(int port, String path) {
        try {
            return CLIENT.send(request(port, path), BodyHandlers.ofString()).body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static HttpRequest request(int port, String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(3))
                .build();
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static IllegalStateException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new IllegalStateException("interrupted", e);
    }
}
