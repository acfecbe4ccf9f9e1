package dev.lockstep.sync.store;

import dev.lockstep.sync.engine.Cause;
import dev.lockstep.sync.engine.SyncError;
import dev.lockstep.sync.store.Credentials.AccountRef;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Says what stores may do here, whoever wrote them: which servers they name, and to which of these a token of a
/// ServiceAccount is shown. Every store that is resolved passes [#admit], and no token is issued without [#admitToken].
///
/// @param servers those that stores may name; all if it is empty
/// @param httpHosts hosts that are shown tokens without TLS, in lower case
/// @param requireAudience whether a token has to be for somebody else than the API server
public record StorePolicy(StoreServers servers, Set<String> httpHosts, boolean requireAudience) {
    public StorePolicy {
        httpHosts = Set.copyOf(httpHosts);
    }

    /// @param accounts in whose names the client of a store logs in
    /// @param addresses of the servers that it connects to
    /// @throws StoreException `STORE_DENIED`
    public void admit(List<AccountRef> accounts, List<URI> addresses) {
        for (var server : addresses) {
            admit(server);
            accounts.forEach(account -> admitToken(account, server));
        }
    }

    private void admit(URI server) {
        if (!servers.isEmpty() && !servers.admit(server)) {
            throw denied(
                    "stores may not use this server here",
                    origin(server),
                    "use another one, or run lockstep-sync with --allow-store-server " + origin(server));
        }
    }

    /// Checks whether a token may be sent to a server.
    ///
    /// @throws StoreException `STORE_DENIED`
    public void admitToken(AccountRef account, URI server) {
        if (!server.getScheme().equals("https")
                && !httpHosts.contains(server.getHost().toLowerCase(Locale.ROOT))) {
            throw denied(
                    "a token of a ServiceAccount is sent over https only",
                    origin(server),
                    "write https://, or run lockstep-sync with --allow-http-store-host " + server.getHost());
        }
        if (requireAudience && account.audiences().isEmpty()) {
            throw forApiServer(account);
        }
    }

    /// Checks whether a token may be issued for its audiences.
    ///
    /// @param own the audiences of the API server
    /// @throws StoreException `STORE_DENIED`
    public void admitAudiences(AccountRef account, List<String> own) {
        if (requireAudience && account.audiences().stream().anyMatch(own::contains)) {
            throw forApiServer(account);
        }
    }

    private static StoreException forApiServer(AccountRef account) {
        return denied(
                "the API server would accept the token of ServiceAccount " + account.namespace() + "/" + account.name()
                        + ", and tokens have to be for the store here",
                "",
                "set audiences of the serviceAccountRef to one of the store's own");
    }

    /// Without its path, which may be long.
    private static String origin(URI server) {
        return server.getScheme() + "://" + server.getRawAuthority();
    }

    private static StoreException denied(String what, String where, String next) {
        return StoreException.lasting(new SyncError(Cause.STORE_DENIED, what, where, next));
    }
}
