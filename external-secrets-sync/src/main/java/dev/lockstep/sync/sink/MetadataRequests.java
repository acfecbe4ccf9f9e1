package dev.lockstep.sync.sink;

import dev.lockstep.sync.kube.ApiRequests;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Sends metadata-only lists and watches of managed Secrets.
final class MetadataRequests {
    private static final long LIMIT = 30;

    private final ApiRequests requests;
    private final String secrets;

    /// @param namespace empty for all
    MetadataRequests(KubernetesClient client, String namespace) {
        requests = new ApiRequests(client);
        secrets = "/api/v1"
                + (namespace.isEmpty() ? "" : "/namespaces/" + namespace)
                + "/secrets?labelSelector=" + encoded(OwnershipLabels.MANAGED + "=true");
    }

    /// A page.
    ///
    /// @param more where it begins, empty for the first
    /// @return the answer's body; the caller closes it
    InputStream list(String more) throws IOException {
        var path = secrets + "&limit=500" + (more.isEmpty() ? "" : "&continue=" + encoded(more));
        return open(requests.to(path, ApiRequests.METADATA_LIST)
                .timeout(LIMIT, TimeUnit.SECONDS)
                .build());
    }

    /// The changes since a state, until the API server or the caller ends it.
    InputStream watch(String version, Duration limit) throws IOException {
        var path = secrets + "&watch=true&allowWatchBookmarks=true&timeoutSeconds=" + limit.toSeconds()
                + "&resourceVersion=" + encoded(version);
        return open(requests.to(path, ApiRequests.METADATA).forStreaming().build());
    }

    private InputStream open(HttpRequest request) throws IOException {
        var answer = requests.http().sendAsync(request, InputStream.class);
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
