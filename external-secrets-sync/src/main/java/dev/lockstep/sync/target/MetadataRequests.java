package dev.lockstep.sync.target;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Lists and watches of managed Secrets that the API server answers with metadata only.
final class MetadataRequests {
    private static final String OBJECT = "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1";
    private static final String LIST = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1";
    private static final long LIMIT = 30;

    private final HttpClient http;
    private final String secrets;

    /// @param namespace empty for all
    MetadataRequests(KubernetesClient client, String namespace) {
        http = client.getHttpClient();
        secrets = client.getMasterUrl().toString().replaceFirst("/+$", "") + "/api/v1"
                + (namespace.isEmpty() ? "" : "/namespaces/" + namespace)
                + "/secrets?labelSelector=" + encoded(Marks.MANAGED + "=true");
    }

    /// A page.
    ///
    /// @param more where it begins, empty for the first
    /// @return the answer's body; the caller closes it
    InputStream list(String more) throws IOException {
        var url = secrets + "&limit=500" + (more.isEmpty() ? "" : "&continue=" + encoded(more));
        return open(request(url, LIST).timeout(LIMIT, TimeUnit.SECONDS).build());
    }

    /// The changes since a state, until the API server or the caller ends it.
    InputStream watch(String version, Duration limit) throws IOException {
        var url = secrets + "&watch=true&allowWatchBookmarks=true&timeoutSeconds=" + limit.toSeconds()
                + "&resourceVersion=" + encoded(version);
        return open(request(url, OBJECT).forStreaming().build());
    }

    private HttpRequest.Builder request(String url, String accept) {
        var request = http.newHttpRequestBuilder().uri(url);
        request.setHeader("Accept", accept);
        return request;
    }

    private InputStream open(HttpRequest request) throws IOException {
        var answer = http.sendAsync(request, InputStream.class);
        try {
            var response = answer.get(LIMIT, TimeUnit.SECONDS);
            if (!response.isSuccessful()) {
                response.body().close();
                throw new IOException("the API server answers " + response.code());
            }
            return response.body();
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw new IOException("stopped", e);
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw new IOException("the API server does not answer in time", e);
        } catch (ExecutionException e) {
            throw new IOException("the API server cannot be reached", e);
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
