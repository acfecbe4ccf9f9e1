package dev.lockstep.sync.net;

import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Selects the proxies for requests to stores: `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY` of the environment, or the
/// same in lower case, as programs in Go read them.
public final class Proxies extends ProxySelector {
    /// Every server is asked directly.
    public static final Proxies NONE = new Proxies(null, null, new NoProxy(""));

    private final @Nullable Server https;
    private final @Nullable Server http;
    private final NoProxy without;

    /// @param authorization for the header `Proxy-Authorization`; empty if the proxy asks for none
    private record Server(InetSocketAddress address, String authorization) {
        @Override
        public String toString() {
            return address.toString();
        }
    }

    private Proxies(@Nullable Server https, @Nullable Server http, NoProxy without) {
        this.https = https;
        this.http = http;
        this.without = without;
    }

    /// @throws LockstepException `CONFIG_INVALID` if a variable holds something else than an HTTP proxy
    public static Proxies of(Map<String, String> environment) {
        return new Proxies(
                server("HTTPS_PROXY", environment),
                server("HTTP_PROXY", environment),
                new NoProxy(value("NO_PROXY", environment)));
    }

    private static String value(String name, Map<String, String> environment) {
        var upper = environment.getOrDefault(name, "");
        return upper.isEmpty() ? environment.getOrDefault(name.toLowerCase(Locale.ROOT), "") : upper;
    }

    private static @Nullable Server server(String name, Map<String, String> environment) {
        var text = value(name, environment).strip();
        if (text.isEmpty()) {
            return null;
        }
        try {
            var uri = new URI(text.contains("://") ? text : "http://" + text);
            if ("http".equalsIgnoreCase(uri.getScheme()) && uri.getHost() != null) {
                int port = uri.getPort() < 0 ? 80 : uri.getPort();
                // Resolved when it is used, since its address may change.
                return new Server(InetSocketAddress.createUnresolved(uri.getHost(), port), basic(uri.getUserInfo()));
            }
        } catch (URISyntaxException e) {
            // Refused below, without the text: a password may stand in it.
        }
        throw new LockstepException(
                Kind.CONFIG_INVALID,
                "is not the URL of an HTTP proxy",
                "environment variable " + name,
                "write http://PROXY:PORT; proxies by https:// and socks5:// are not served");
    }

    private static String basic(@Nullable String userInfo) {
        return userInfo == null
                ? ""
                : "Basic " + Base64.getEncoder().encodeToString(userInfo.getBytes(StandardCharsets.UTF_8));
    }

    private @Nullable Server serverOf(URI uri) {
        boolean secure = uri.getScheme().equals("https");
        var server = secure ? https : http;
        int port = uri.getPort() >= 0 ? uri.getPort() : secure ? 443 : 80;
        return server == null || without.covers(uri.getHost(), port) ? null : server;
    }

    /// Whether a proxy is asked for this server; it resolves the name then.
    public boolean serve(URI uri) {
        return serverOf(uri) != null;
    }

    /// What the proxy of this server wants to see, for the header `Proxy-Authorization`.
    public Optional<String> authorization(URI uri) {
        return Optional.ofNullable(serverOf(uri)).map(Server::authorization).filter(text -> !text.isEmpty());
    }

    @Override
    public List<Proxy> select(URI uri) {
        var server = serverOf(uri);
        return List.of(server == null ? Proxy.NO_PROXY : new Proxy(Proxy.Type.HTTP, server.address()));
    }

    @Override
    public void connectFailed(URI uri, SocketAddress address, IOException cause) {
        // Told to who asked.
    }
}
