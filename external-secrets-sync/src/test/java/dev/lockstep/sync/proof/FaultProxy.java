package dev.lockstep.sync.proof;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.Predicate;
import javax.net.ServerSocketFactory;
import javax.net.SocketFactory;
import org.jspecify.annotations.Nullable;

/// A proxy on loopback before a real server, which does to chosen requests what networks and servers do on a bad day.
/// Each connection carries one request, so that each request can meet its own fault. Remembers what was asked.
final class FaultProxy implements Closeable {
    private final ServerSocketFactory front;
    private final SocketFactory back;
    private final InetSocketAddress server;
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final Map<Socket, Boolean> open = new ConcurrentHashMap<>();
    private volatile Function<Request, Fault> script = _ -> Fault.none();
    private @Nullable ServerSocket listener;
    private int port;

    /// @param front makes the socket that clients reach: plain or with TLS
    /// @param back makes the connections to the server
    FaultProxy(ServerSocketFactory front, SocketFactory back, InetSocketAddress server) throws IOException {
        this.front = front;
        this.back = back;
        this.server = server;
        on();
    }

    static FaultProxy plain(int serverPort) throws IOException {
        var server = new InetSocketAddress(InetAddress.getLoopbackAddress(), serverPort);
        return new FaultProxy(ServerSocketFactory.getDefault(), SocketFactory.getDefault(), server);
    }

    int port() {
        return port;
    }

    /// What happens to requests from now on.
    void script(Function<Request, Fault> script) {
        this.script = script;
    }

    void all(Fault fault) {
        script(_ -> fault);
    }

    void heal() {
        all(Fault.none());
    }

    List<Request> requests() {
        return List.copyOf(requests);
    }

    long count(Predicate<Request> which) {
        return requests.stream().filter(which).count();
    }

    void forget() {
        requests.clear();
    }

    /// Refuses connections, and cuts those there are.
    synchronized void off() throws IOException {
        if (listener != null) listener.close();
        listener = null;
        cutAll();
    }

    /// Listens again, at the same port.
    synchronized void on() throws IOException {
        var socket = front.createServerSocket();
        socket.setReuseAddress(true);
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 512);
        port = socket.getLocalPort();
        listener = socket;
        Thread.ofVirtual().start(() -> accept(socket));
    }

    /// Cuts every connection there is, watches above all.
    void cutAll() {
        open.keySet().forEach(FaultProxy::close);
    }

    @Override
    public void close() throws IOException {
        off();
    }

    private void accept(ServerSocket socket) {
        while (true) {
            try {
                var client = socket.accept();
                Thread.ofVirtual().start(() -> serve(client));
            } catch (IOException e) {
                if (socket.isClosed()) return;
            }
        }
    }

    private void serve(Socket client) {
        open.put(client, true);
        try (client) {
            var request = Request.read(client.getInputStream());
            if (request == null) return;
            requests.add(request);
            var fault = script.apply(request);
            switch (fault) {
                case Fault.None _ -> relay(request, client, true);
                case Fault.Late(var by) -> {
                    Thread.sleep(by);
                    relay(request, client, true);
                }
                case Fault.AnswerLost _ -> relay(request, client, false);
                case Fault.Answer _,
                        Fault.Cut _,
                        Fault.Stall _,
                        Fault.Drip _,
                        Fault.Truncated _,
                        Fault.Huge _,
                        Fault.GzipBomb _ -> {
                    fault.answer(client.getOutputStream());
                    drain(client);
                }
            }
        } catch (IOException e) {
            // One of both sides went away, which is what this is for.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(client);
        }
    }

    /// Takes what the client still sends: a connection closed over unread bytes would take the answer back.
    private static void drain(Socket client) throws IOException {
        client.shutdownOutput();
        client.setSoTimeout(1000);
        client.getInputStream().skip(Long.MAX_VALUE);
    }

    private void relay(Request request, Socket client, boolean answer) throws IOException {
        var upstream = back.createSocket(server.getAddress(), server.getPort());
        open.put(upstream, true);
        try (upstream) {
            upstream.getOutputStream().write(request.alone());
            upstream.getOutputStream().flush();
            Thread.ofVirtual().start(() -> body(client, upstream));
            var in = upstream.getInputStream();
            if (answer) copy(in, client.getOutputStream());
            else in.read();
        } finally {
            open.remove(upstream);
        }
    }

    /// What the client sends after the head, until its connection ends; with a watch over a web socket that is long.
    private static void body(Socket client, Socket upstream) {
        try {
            copy(client.getInputStream(), upstream.getOutputStream());
        } catch (IOException e) {
            // The answer was complete, or the client is gone: then the server shall know.
        }
        close(upstream);
    }

    private static void copy(InputStream in, OutputStream out) throws IOException {
        var buffer = new byte[1 << 14];
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            out.write(buffer, 0, n);
            out.flush();
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new IllegalStateException("a socket cannot be closed", e);
        }
    }
}
