package dev.lockstep.sync.operator;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/// The pages that probes and scrapers read. One that reads slowly or not at all holds one virtual thread until it is cut
/// off, and nothing else.
final class Endpoints implements AutoCloseable {
    private final List<HttpServer> servers = new ArrayList<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /// A page as it is now.
    record Page(int code, String type, String text) {
        static Page plain(boolean good, String text) {
            return new Page(good ? 200 : 500, "text/plain; charset=utf-8", text + "\n");
        }
    }

    Endpoints() {
        // Read by the server's class when it is first used; seconds.
        System.setProperty("sun.net.httpserver.maxReqTime", "10");
        System.setProperty("sun.net.httpserver.maxRspTime", "20");
        System.setProperty("jdk.httpserver.maxConnections", "100");
    }

    /// Serves pages at an address.
    ///
    /// @return the address, with the port that was chosen if it was 0
    /// @throws LockstepException `USAGE` if the address cannot be had
    InetSocketAddress serve(InetSocketAddress address, Map<String, Supplier<Page>> pages) {
        try {
            var server = HttpServer.create(address, 0);
            pages.forEach((path, page) -> server.createContext(path, exchange -> answer(exchange, path, page)));
            server.setExecutor(threads);
            server.start();
            servers.add(server);
            return server.getAddress();
        } catch (IOException e) {
            throw new LockstepException(
                    Kind.USAGE,
                    "cannot serve at " + address.getHostString() + ":" + address.getPort(),
                    "",
                    "name a free address with --metrics-addr or --live-addr, or 0 for none");
        }
    }

    private static void answer(HttpExchange exchange, String path, Supplier<Page> pages) throws IOException {
        try (exchange) {
            var page = exchange.getRequestURI().getPath().equals(path)
                    ? pages.get()
                    : new Page(404, "text/plain; charset=utf-8", "not found\n");
            var body = page.text().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", page.type());
            boolean head = exchange.getRequestMethod().equals("HEAD");
            exchange.sendResponseHeaders(page.code(), head || body.length == 0 ? -1 : body.length);
            if (!head) {
                exchange.getResponseBody().write(body);
            }
        }
    }

    @Override
    public void close() {
        servers.forEach(server -> server.stop(0));
        threads.shutdownNow();
    }
}
