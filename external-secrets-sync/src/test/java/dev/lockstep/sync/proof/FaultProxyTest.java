package dev.lockstep.sync.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FaultProxyTest {
    private final AtomicInteger served = new AtomicInteger();
    private final HttpClient client = HttpClient.newHttpClient();
    private HttpServer server;
    private FaultProxy proxy;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            served.incrementAndGet();
            var body = exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        proxy = FaultProxy.plain(server.getAddress().getPort());
    }

    @AfterEach
    void stop() throws IOException {
        proxy.close();
        server.stop(0);
        client.close();
    }

    @Test
    void passesRequestsAndCountsThem() throws Exception {
        assertThat(post("/a", "x".repeat(100_000)).body()).hasSize(100_000);
        assertThat(post("/b", "two").body()).isEqualTo("two");
        assertThat(proxy.count(request -> request.path().equals("/a"))).isEqualTo(1);
        assertThat(proxy.requests()).hasSize(2);
    }

    @Test
    void answersChosenRequestsItself() throws Exception {
        proxy.script(request ->
                request.path().equals("/a") ? Fault.answer(429, Map.of("Retry-After", "7"), "{}") : Fault.none());
        var refused = post("/a", "x".repeat(100_000));
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.headers().firstValue("Retry-After")).contains("7");
        assertThat(post("/b", "two").statusCode()).isEqualTo(200);
        assertThat(served).hasValue(1);
    }

    @Test
    void cutsBeforeOrAfterTheServerHasDoneIt() {
        proxy.all(new Fault.Cut());
        assertThatThrownBy(() -> post("/a", "")).isInstanceOf(IOException.class);
        assertThat(served).hasValue(0);
        proxy.all(new Fault.AnswerLost());
        assertThatThrownBy(() -> post("/a", "")).isInstanceOf(IOException.class);
        assertThat(served.get()).isPositive();
    }

    @Test
    void promisesMoreThanItSends() {
        proxy.all(new Fault.Truncated());
        assertThatThrownBy(() -> post("/a", "")).isInstanceOf(IOException.class);
    }

    @Test
    void keepsAClientWaiting() {
        for (var fault : new Fault[] {new Fault.Stall(), new Fault.Drip()}) {
            proxy.all(fault);
            assertThatThrownBy(() -> client.sendAsync(request("/a", ""), BodyHandlers.ofString())
                            .orTimeout(1500, TimeUnit.MILLISECONDS)
                            .join())
                    .hasCauseInstanceOf(TimeoutException.class);
        }
        proxy.all(new Fault.Late(Duration.ofSeconds(5)));
        var late = HttpRequest.newBuilder(uri("/a"))
                .timeout(Duration.ofMillis(300))
                .build();
        assertThatThrownBy(() -> client.send(late, BodyHandlers.ofString())).isInstanceOf(HttpTimeoutException.class);
    }

    @Test
    void isOffAndOnAtTheSamePort() throws Exception {
        int port = proxy.port();
        proxy.off();
        assertThatThrownBy(() -> post("/a", "")).isInstanceOf(IOException.class);
        proxy.on();
        assertThat(proxy.port()).isEqualTo(port);
        assertThat(post("/a", "on").body()).isEqualTo("on");
    }

    private HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
        return client.send(request(path, body), BodyHandlers.ofString());
    }

    private HttpRequest request(String path, String body) {
        return HttpRequest.newBuilder(uri(path))
                .POST(BodyPublishers.ofString(body))
                .build();
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + proxy.port() + path);
    }
}
