package dev.lockstep.sync.proof;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/// What a proxy does to one request.
sealed interface Fault {
    /// Nothing: the request reaches the real server and its answer comes back.
    record None() implements Fault {}

    /// The request waits, then goes on.
    record Late(Duration by) implements Fault {}

    /// The real server is not asked; this is the answer.
    record Answer(int status, Map<String, String> headers, byte[] body) implements Fault {}

    /// The connection ends without an answer.
    record Cut() implements Fault {}

    /// The real server gets the request and does it; the connection ends before the answer.
    record AnswerLost() implements Fault {}

    /// Headers arrive, then nothing more until the client gives up.
    record Stall() implements Fault {}

    /// One byte of the body each second.
    record Drip() implements Fault {}

    /// Less of the body than its length says.
    record Truncated() implements Fault {}

    /// A body of this many bytes, sent as fast as the client takes it.
    record Huge(long bytes) implements Fault {}

    /// A small body that unpacks to 200 MB of zeros.
    record GzipBomb() implements Fault {}

    static Fault none() {
        return new None();
    }

    /// An error as Vault words it.
    static Fault vault(int status, String error) {
        return answer(status, Map.of(), "{\"errors\":[\"" + error + "\"]}");
    }

    static Fault answer(int status, Map<String, String> headers, String body) {
        return new Answer(status, headers, body.getBytes(UTF_8));
    }

    /// An error as the API server words it.
    static Fault kubernetes(int status, String reason, Map<String, String> headers) {
        return answer(status, headers, """
                {"kind":"Status","apiVersion":"v1","status":"Failure","message":"injected","reason":"%s","code":%d}\
                """.formatted(reason, status));
    }

    /// Writes the answer of a fault that answers in the place of the server.
    default void answer(OutputStream out) throws IOException, InterruptedException {
        switch (this) {
            case Answer(var status, var headers, var body) -> {
                head(out, status, headers, body.length);
                out.write(body);
            }
            case Stall _ -> {
                head(out, 200, Map.of(), 100);
                out.flush();
                Thread.sleep(Duration.ofMinutes(10));
            }
            case Drip _ -> {
                head(out, 200, Map.of(), 600);
                for (int i = 0; i < 600; i++) {
                    out.write(i == 0 ? '{' : ' ');
                    out.flush();
                    Thread.sleep(1000);
                }
            }
            case Truncated _ -> {
                head(out, 200, Map.of(), 500);
                out.write("{\"data\":{\"data\":{\"key1\":\"".getBytes(US_ASCII));
            }
            case Huge(var bytes) -> {
                head(out, 200, Map.of(), bytes);
                out.write("{\"data\":{\"data\":{\"key1\":\"".getBytes(US_ASCII));
                var block = new byte[1 << 16];
                Arrays.fill(block, (byte) 'a');
                for (long sent = 0; sent < bytes; sent += block.length) out.write(block);
            }
            case GzipBomb _ -> {
                // Its length is not known before; the end of the connection is its end.
                out.write(
                        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Encoding: gzip\r\nConnection: close\r\n\r\n"
                                .getBytes(US_ASCII));
                try (var zip = new GZIPOutputStream(out)) {
                    var zeros = new byte[1 << 20];
                    for (int i = 0; i < 200; i++) zip.write(zeros);
                }
            }
            case Cut _ -> {}
            case None _, Late _, AnswerLost _ -> throw new IllegalStateException("the server answers this");
        }
        out.flush();
    }

    private static void head(OutputStream out, int status, Map<String, String> headers, long length)
            throws IOException {
        var head = new StringBuilder("HTTP/1.1 " + status + " Injected\r\nContent-Type: application/json\r\n");
        headers.forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
        head.append("Content-Length: " + length + "\r\nConnection: close\r\n\r\n");
        out.write(head.toString().getBytes(US_ASCII));
    }
}
