package dev.lockstep.sync.operator;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/// Requests to the API server whose answers shall stay bytes: for what must not become a string, and for what is too
/// much to become objects. Authentication and trust are those of the client.
final class ApiServer {
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(30);
    private static final String JSON = "application/json";
    private static final String METADATA = JSON + ";as=PartialObjectMetadata;g=meta.k8s.io;v=v1";
    private static final String METADATA_LIST = JSON + ";as=PartialObjectMetadataList;g=meta.k8s.io;v=v1";

    private final HttpClient http;
    private final String base;

    ApiServer(KubernetesClient client) {
        this.http = client.getHttpClient();
        var url = client.getMasterUrl().toString();
        this.base = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    }

    /// @param body never to be shown; may be wiped by whoever has it
    record Answer(int code, byte[] body) {
        boolean successful() {
            return HttpResponse.isSuccessful(code);
        }
    }

    /// An object with all it holds.
    Answer object(String path) throws IOException, InterruptedException {
        return send(to(path, JSON));
    }

    /// What is known of an object besides its content.
    Answer metadata(String path) throws IOException, InterruptedException {
        return send(to(path, METADATA));
    }

    /// The same of the objects of a list.
    Answer metadataList(String path) throws IOException, InterruptedException {
        return send(to(path, METADATA_LIST));
    }

    Answer post(String path, byte[] body) throws IOException, InterruptedException {
        return send(to(path, JSON).post(JSON, body));
    }

    private HttpRequest.Builder to(String path, String accept) {
        return http.newHttpRequestBuilder().uri(base + path).header("Accept", accept);
    }

    private Answer send(HttpRequest.Builder request) throws IOException, InterruptedException {
        var limited =
                request.timeout(ANSWER_LIMIT.toMillis(), TimeUnit.MILLISECONDS).build();
        var response = await(http.sendAsync(limited, byte[].class), ANSWER_LIMIT);
        var body = response.body();
        return new Answer(response.code(), body == null ? new byte[0] : body);
    }

    /// Reads the metadata of a watch line by line until the server ends it or `limit` is over.
    ///
    /// @param line gets each line, lent for the call
    /// @return the status of the answer
    int watchMetadata(String path, Duration limit, Consumer<byte[]> line) throws IOException, InterruptedException {
        var lines = new Lines(line);
        var request = to(path, METADATA).forStreaming().build();
        var response = await(http.consumeBytes(request, lines), ANSWER_LIMIT);
        AsyncBody body = response.body();
        try {
            if (HttpResponse.isSuccessful(response.code())) {
                body.consume();
                await(body.done(), limit);
                lines.rethrow();
            }
            return response.code();
        } catch (TimeoutIOException _) {
            return response.code();
        } finally {
            body.cancel();
        }
    }

    private static <T> T await(Future<T> future, Duration limit) throws IOException, InterruptedException {
        try {
            return future.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException _) {
            future.cancel(true);
            throw new TimeoutIOException();
        } catch (ExecutionException e) {
            throw new IOException(
                    "no answer from the API server: " + e.getCause().getClass().getSimpleName());
        } catch (CancellationException _) {
            throw new IOException("no answer from the API server: cancelled");
        }
    }

    private static final class TimeoutIOException extends IOException {
        private static final long serialVersionUID = 1L;

        TimeoutIOException() {
            super("no answer from the API server in time");
        }
    }
}
