package dev.lockstep.sync.kube;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// Begins requests to the API server that the client has no objects for. Authentication and trust are those of the
/// client.
public final class ApiRequests {
    /// An object with all it holds; and what is sent, unless it is a patch.
    public static final String JSON = "application/json";

    /// A merge patch (RFC 7396) that is sent.
    public static final String MERGE = "application/merge-patch+json";

    /// A list of operations on members (RFC 6902) that is sent.
    public static final String JSON_PATCH = "application/json-patch+json";

    /// What is known of an object besides its content; so it is of those that a watch tells of.
    public static final String METADATA = JSON + ";as=PartialObjectMetadata;g=meta.k8s.io;v=v1";

    /// The same of the objects of a list.
    public static final String METADATA_LIST = JSON + ";as=PartialObjectMetadataList;g=meta.k8s.io;v=v1";

    private final HttpClient http;
    private final String base;
    private final Duration limit;

    public ApiRequests(KubernetesClient client) {
        this.http = client.getHttpClient();
        this.base = client.getMasterUrl().toString().replaceFirst("/+$", "");
        this.limit = Duration.ofMillis(client.getConfiguration().getRequestTimeout());
    }

    /// Where the API server is, for people: scheme, host and port.
    public static String address(KubernetesClient client) {
        var server = client.getMasterUrl();
        var port = server.getPort() < 0 || server.getPort() == server.getDefaultPort() ? "" : ":" + server.getPort();
        return server.getProtocol() + "://" + server.getHost() + port;
    }

    /// What sends them.
    public HttpClient http() {
        return http;
    }

    /// How long one request may take, from its start to the end of its answer. Whoever writes keeps to it: that a write
    /// ends before another process may write rests on it.
    public Duration limit() {
        return limit;
    }

    /// A request that is not complete yet.
    ///
    /// @param path from the root of the server, with `/` before it and a query, if there is one, behind it
    /// @param accept in which form the answer shall be
    public HttpRequest.Builder to(String path, String accept) {
        var request = http.newHttpRequestBuilder().uri(base + path).timeout(limit.toMillis(), TimeUnit.MILLISECONDS);
        request.setHeader("Accept", accept);
        return request;
    }
}
