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
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// Serves probes and metrics over HTTP. Each address has platform threads of its own, so that a probe is answered even
/// when the carriers of all virtual threads are held. Who reads slowly or not at all holds one of them until it is cut
/// off, and nothing else.
final class Endpoints implements AutoCloseable {
    /// At one address, and with them threads.
    private static final int CONNECTIONS = 100;

    private static final int CHUNK = 8_192;

    /// How many may read one page at the same time; whoever comes then is sent away. That of metrics may have
    /// megabytes.
    private static final int READERS = 4;

    private final List<HttpServer> servers = new ArrayList<>();
    private final List<ExecutorService> threads = new ArrayList<>();

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
        System.setProperty("jdk.httpserver.maxConnections", Integer.toString(CONNECTIONS));
    }

    /// Serves pages at an address.
    ///
    /// @return the address, with the port that was chosen if it was 0
    /// @throws LockstepException `USAGE` if the address cannot be had
    InetSocketAddress serve(InetSocketAddress address, Map<String, Supplier<Page>> pages) {
        try {
            var server = HttpServer.create(address, 0);
            pages.forEach((path, page) -> {
                var places = new Semaphore(READERS);
                server.createContext(path, exchange -> answer(exchange, path, page, places));
            });
            server.setExecutor(threads());
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

    private ExecutorService threads() {
        var own = new ThreadPoolExecutor(
                1,
                CONNECTIONS,
                10,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                Thread.ofPlatform().daemon().name("endpoint-", 0).factory());
        own.prestartCoreThread();
        threads.add(own);
        return own;
    }

    private static void answer(HttpExchange exchange, String path, Supplier<Page> pages, Semaphore places)
            throws IOException {
        try (exchange) {
            if (!exchange.getRequestURI().getPath().equals(path)) {
                send(exchange, new Page(404, "text/plain; charset=utf-8", "not found\n"));
            } else if (places.tryAcquire()) {
                try {
                    send(exchange, pages.get());
                } finally {
                    places.release();
                }
            } else {
                exchange.sendResponseHeaders(503, -1);
            }
        }
    }

    private static void send(HttpExchange exchange, Page page) throws IOException {
        var body = page.text().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", page.type());
        boolean head = exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(page.code(), head || body.length == 0 ? -1 : body.length);
        // The server copies what one call gives it.
        for (int at = 0; !head && at < body.length; at += CHUNK) {
            exchange.getResponseBody().write(body, at, Math.min(CHUNK, body.length - at));
        }
    }

    @Override
    public void close() {
        servers.forEach(server -> server.stop(0));
        threads.forEach(ExecutorService::shutdownNow);
    }
}
