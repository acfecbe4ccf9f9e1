package dev.lockstep.sync.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.problem.LockstepException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class EndpointsTest {
    private static final InetSocketAddress ANY = new InetSocketAddress("127.0.0.1", 0);

    private static HttpResponse<String> get(InetSocketAddress address, String path) throws Exception {
        try (var client = HttpClient.newHttpClient()) {
            var uri = URI.create("http://127.0.0.1:" + address.getPort() + path);
            var request =
                    HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(20)).build();
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        }
    }

    @Test
    void answersProbesAndNothingElse() throws Exception {
        var oldest = new AtomicReference<>(Duration.ZERO);
        var synced = new AtomicBoolean();
        var watching = new AtomicBoolean(true);
        var health = new Health(oldest::get, watching::get, synced::get);
        try (var endpoints = new Endpoints()) {
            var address = endpoints.serve(ANY, Map.of("/healthz", health::alive, "/readyz", health::ready));
            assertThat(get(address, "/healthz").statusCode()).isEqualTo(200);
            assertThat(get(address, "/readyz").body()).isEqualTo("ok: standby\n");
            assertThat(get(address, "/healthzz").statusCode()).isEqualTo(404);

            health.lead();
            assertThat(get(address, "/readyz").statusCode()).isEqualTo(500);
            synced.set(true);
            assertThat(get(address, "/readyz").body()).isEqualTo("ok: leading\n");

            oldest.set(Duration.ofMinutes(11));
            assertThat(get(address, "/healthz").body()).isEqualTo("a pass goes on for 660 s\n");
            oldest.set(Duration.ZERO);
            watching.set(false);
            assertThat(get(address, "/healthz").statusCode()).isEqualTo(500);
        }
    }

    @Test
    void scrapersThatDoNotReadHoldUpNobody() throws Exception {
        var large = new Endpoints.Page(200, "text/plain", "x".repeat(5_000_000));
        var small = new Endpoints.Page(200, "text/plain", "small");
        List<Socket> hanging = new ArrayList<>();
        try (var endpoints = new Endpoints()) {
            var address = endpoints.serve(ANY, Map.of("/large", () -> large, "/small", () -> small));
            for (int i = 0; i < 10; i++) {
                var socket = new Socket("127.0.0.1", address.getPort());
                hanging.add(socket);
                socket.getOutputStream()
                        .write("GET /large HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            }
            assertThat(get(address, "/small").body()).isEqualTo("small");
        } finally {
            for (var socket : hanging) {
                socket.close();
            }
        }
    }

    @Test
    void saysWhichAddressCannotBeHad() {
        try (var endpoints = new Endpoints()) {
            var taken = endpoints.serve(ANY, Map.of());
            assertThatThrownBy(() -> endpoints.serve(taken, Map.of()))
                    .isInstanceOf(LockstepException.class)
                    .hasMessageContaining("cannot serve at 127.0.0.1:" + taken.getPort());
        }
    }
}
