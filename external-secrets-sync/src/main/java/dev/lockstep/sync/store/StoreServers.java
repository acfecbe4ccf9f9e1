package dev.lockstep.sync.store;

import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Lists the servers that stores may name, as the operator of the command allows them. An entry is `https://HOST`,
/// with a port and a path where the server has them, and admits that scheme, host and port; one with a path admits
/// only what lies at or below that path.
public final class StoreServers {
    private final List<Origin> allowed;

    private StoreServers(List<Origin> allowed) {
        this.allowed = List.copyOf(allowed);
    }

    /// @param path without a slash at its end
    private record Origin(String scheme, String host, int port, String path) {
        static @Nullable Origin of(URI uri) {
            if (uri.getScheme() == null || uri.getHost() == null || uri.getRawUserInfo() != null) {
                return null;
            }
            var scheme = uri.getScheme().toLowerCase(Locale.ROOT);
            int usual = scheme.equals("https") ? 443 : scheme.equals("http") ? 80 : 0;
            var path = uri.getRawPath() == null ? "" : uri.getRawPath().replaceFirst("/+$", "");
            return usual == 0 || path.contains("..")
                    ? null
                    : new Origin(
                            scheme,
                            uri.getHost().toLowerCase(Locale.ROOT),
                            uri.getPort() < 0 ? usual : uri.getPort(),
                            path);
        }

        boolean admits(Origin other) {
            return scheme.equals(other.scheme)
                    && host.equals(other.host)
                    && port == other.port
                    && (other.path + "/").startsWith(path + "/");
        }
    }

    /// @param flag the flag whose values they are
    /// @throws LockstepException `USAGE` if one is not the URL of a server
    public static StoreServers of(String flag, List<String> urls) {
        return new StoreServers(urls.stream().map(url -> origin(flag, url)).toList());
    }

    private static Origin origin(String flag, String url) {
        try {
            var uri = new URI(url);
            if (uri.getRawQuery() == null && uri.getRawFragment() == null && Origin.of(uri) instanceof Origin origin) {
                return origin;
            }
        } catch (URISyntaxException e) {
            // Told below, without the text: a password may stand in it.
        }
        throw new LockstepException(
                Kind.USAGE, "flag " + flag + " takes the URL of a server", "", "write https://vault.example.com:8200");
    }

    public boolean isEmpty() {
        return allowed.isEmpty();
    }

    /// Whether a store may name this server.
    public boolean admit(URI server) {
        return Origin.of(server) instanceof Origin wanted && allowed.stream().anyMatch(origin -> origin.admits(wanted));
    }
}
