package dev.lockstep.sync.store.vault;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// A server on loopback that answers each path as a test says, down to the single byte, and remembers what it was
/// asked.
public final class ScriptedVault implements AutoCloseable {
    /// What to write to the connection, which is closed afterwards.
    interface Script {
        void write(Request request, OutputStream out) throws IOException, InterruptedException;
    }

    /// @param target path and query as they came
    /// @param headers by name in lower case
    record Request(String method, String target, Map<String, String> headers, String body) {
        String header(String name) {
            return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
        }
    }

    private static final String MOUNTS = "/v1/sys/internal/ui/mounts/";

    private final ServerSocket socket;
    private final Map<String, Deque<Script>> scripts = new HashMap<>();
    private final List<Request> requests = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();

    public ScriptedVault() {
        try {
            socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.add(Thread.ofVirtual().start(this::accept));
    }

    public URI address() {
        return URI.create("http://127.0.0.1:" + socket.getLocalPort());
    }

    /// What a path answers, one after the other; the last goes on for ever.
    ///
    /// @param path below `/v1/`, with its query
    ScriptedVault on(String path, Script... answers) {
        return onTarget("/v1/" + path, answers);
    }

    /// The same for what stands in a request's first line, as a proxy sees it.
    synchronized ScriptedVault onTarget(String target, Script... answers) {
        scripts.put(target, new ArrayDeque<>(List.of(answers)));
        return this;
    }

    /// An answer of this status, with headers: name, value, name, value.
    static Script answer(int status, String body, String... headers) {
        return (_, out) -> {
            byte[] bytes = body.getBytes(UTF_8);
            var head =
                    new StringBuilder("HTTP/1.1 " + status + " Scripted\r\nContent-Length: " + bytes.length + "\r\n");
            for (int i = 0; i < headers.length; i += 2) {
                head.append(headers[i]).append(": ").append(headers[i + 1]).append("\r\n");
            }
            out.write(head.append("Connection: close\r\n\r\n").toString().getBytes(ISO_8859_1));
            out.write(bytes);
        };
    }

    /// A version of a secret, as a KV engine of version 2 answers.
    static String secret(int version, String data) {
        return "{\"request_id\":\"x\",\"lease_duration\":0,\"data\":{\"data\":" + data
                + ",\"metadata\":{\"created_time\":\"2026-01-01T00:00:00Z\",\"deletion_time\":\"\",\"destroyed\":false,"
                + "\"version\":" + version + "}},\"warnings\":null}";
    }

    /// A path with a secret, for tests that know nothing of answers.
    public ScriptedVault holding(String path, int version, String data) {
        return on(path, found(version, data));
    }

    static Script found(int version, String data) {
        return answer(200, secret(version, data));
    }

    /// A login, or a renewal.
    static Script token(String token, int seconds, boolean renewable) {
        return answer(
                200,
                "{\"data\":null,\"auth\":{\"client_token\":\"" + token
                        + "\",\"policies\":[\"default\"],\"lease_duration\":" + seconds + ",\"renewable\":" + renewable
                        + "}}");
    }

    static Script refused() {
        return answer(403, "{\"errors\":[\"1 error occurred:\\n\\t* permission denied\\n\\n\"]}");
    }

    static Script deadToken() {
        return answer(403, "{\"errors\":[\"2 errors occurred:\\n\\t* permission denied\\n\\t* invalid token\\n\\n\"]}");
    }

    /// What Vault tells of an engine, by default of one that suits the store.
    static Script mount(String path, String options) {
        return answer(200, "{\"data\":{\"path\":\"" + path + "/\",\"type\":\"kv\",\"options\":" + options + "}}");
    }

    /// Exactly these bytes.
    static Script raw(String text) {
        return (_, out) -> out.write(text.getBytes(ISO_8859_1));
    }

    synchronized List<Request> requests(String path) {
        return requests.stream()
                .filter(request -> request.target.equals("/v1/" + path))
                .toList();
    }

    synchronized List<Request> requests() {
        return List.copyOf(requests);
    }

    private void accept() {
        try {
            while (true) {
                var connection = socket.accept();
                var thread = Thread.ofVirtual().unstarted(() -> serve(connection));
                synchronized (this) {
                    threads.add(thread);
                }
                thread.start();
            }
        } catch (IOException e) {
            // Closed: the test is over.
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            var in = new BufferedInputStream(connection.getInputStream());
            if (speaksHttp(in)) {
                var request = read(in);
                script(request).write(request, connection.getOutputStream());
            } else {
                connection.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(ISO_8859_1));
            }
            connection.getOutputStream().flush();
            connection.shutdownOutput();
            // Closed with bytes unread, the connection would be reset and take the answer along.
            in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException | InterruptedException e) {
            // The client went away, or the test is over.
        }
    }

    /// Whether the first byte is that of a method.
    private static boolean speaksHttp(InputStream in) throws IOException {
        in.mark(1);
        int first = in.read();
        in.reset();
        return first >= 'A' && first <= 'Z';
    }

    private synchronized Script script(Request request) {
        requests.add(request);
        var answers = scripts.get(request.target);
        if (answers == null && request.target.startsWith(MOUNTS)) {
            return mount(request.target.substring(MOUNTS.length()), "{\"version\":\"2\"}");
        }
        if (answers == null) {
            return answer(404, "{\"errors\":[]}");
        }
        return answers.size() > 1 ? answers.removeFirst() : answers.getFirst();
    }

    private static Request read(InputStream in) throws IOException {
        var start = line(in).split(" ");
        Map<String, String> headers = new HashMap<>();
        for (var line = line(in); !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
        return new Request(start[0], start[1], headers, new String(in.readNBytes(length), UTF_8));
    }

    private static String line(InputStream in) throws IOException {
        var line = new StringBuilder();
        for (int c = in.read(); c != '\n' && c >= 0; c = in.read()) {
            if (c != '\r') line.append((char) c);
        }
        return line.toString();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        synchronized (this) {
            threads.forEach(Thread::interrupt);
        }
    }
}
