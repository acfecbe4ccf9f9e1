package dev.lockstep.sync.store.vault;

import dev.lockstep.sync.net.Proxies;
import dev.lockstep.sync.store.Credentials;
import java.lang.ref.WeakReference;
import java.net.http.HttpClient;
import java.util.HashMap;
import java.util.Map;

/// Shares an HTTP client, which costs a thread, among stores that trust the same. One that no store holds any more ends
/// by itself.
final class HttpClients {
    private final Map<TrustAnchors, WeakReference<HttpClient>> shared = new HashMap<>();
    private final Proxies proxies;

    HttpClients(Proxies proxies) {
        this.proxies = proxies;
    }

    /// @throws dev.lockstep.sync.store.StoreException if the certificates are no good
    HttpClient of(TrustAnchors trust, Credentials credentials, Limits limits) {
        return switch (trust) {
            case TrustAnchors.Kept kept -> made(kept, credentials, limits);
            case TrustAnchors.System _, TrustAnchors.Bundle _ -> sharedOf(trust, credentials, limits);
        };
    }

    private synchronized HttpClient sharedOf(TrustAnchors trust, Credentials credentials, Limits limits) {
        var known = shared.get(trust);
        if (known != null && known.get() instanceof HttpClient client) {
            return client;
        }
        var client = made(trust, credentials, limits);
        shared.values().removeIf(reference -> reference.get() == null);
        shared.put(trust, new WeakReference<>(client));
        return client;
    }

    /// HTTP/1.1 on purpose: a request that is given up takes its connection along, so that a dead one is never used
    /// again.
    private HttpClient made(TrustAnchors trust, Credentials credentials, Limits limits) {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(limits.connect())
                .proxy(proxies)
                .sslContext(trust.context(credentials))
                .build();
    }
}
