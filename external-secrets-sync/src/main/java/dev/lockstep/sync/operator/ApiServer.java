package dev.lockstep.sync.operator;

import dev.lockstep.sync.kube.ApiFailure.Unanswered;
import dev.lockstep.sync.kube.ApiRequests;
import dev.lockstep.sync.kube.NoAnswerException;
import dev.lockstep.sync.sink.WriteFence;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.io.ByteArrayInputStream;
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
    private final ApiRequests requests;
    private final ApiCalls calls;

    ApiServer(KubernetesClient client, ApiCalls calls) {
        this.requests = new ApiRequests(client);
        this.calls = calls;
    }

    /// @param body never to be shown; may be wiped by whoever has it
    record Answer(int code, byte[] body) {
        boolean successful() {
            return HttpResponse.isSuccessful(code);
        }
    }

    /// An object with all it holds.
    Answer object(String path) throws IOException, InterruptedException {
        return send(requests.to(path, ApiRequests.JSON));
    }

    /// What is known of an object besides its content.
    Answer metadata(String path) throws IOException, InterruptedException {
        return send(requests.to(path, ApiRequests.METADATA));
    }

    /// The same of the objects of a list.
    Answer metadataList(String path) throws IOException, InterruptedException {
        return send(requests.to(path, ApiRequests.METADATA_LIST));
    }

    Answer post(String path, byte[] body) throws IOException, InterruptedException {
        return send(requests.to(path, ApiRequests.JSON).post(ApiRequests.JSON, body));
    }

    /// Changes an object.
    ///
    /// @param type of the patch
    /// @throws IOException also if the fence is not open when it is this patch's turn
    Answer patch(String path, String type, byte[] body, WriteFence fence) throws IOException, InterruptedException {
        try (var _ = calls.begin()) {
            if (!fence.isOpen()) {
                throw new IOException("this process may not write now");
            }
            return answer(requests.to(path, ApiRequests.JSON)
                    .method("PATCH", type, new ByteArrayInputStream(body), body.length));
        }
    }

    private Answer send(HttpRequest.Builder request) throws IOException, InterruptedException {
        try (var _ = calls.begin()) {
            return answer(request);
        }
    }

    private Answer answer(HttpRequest.Builder request) throws IOException, InterruptedException {
        var response = await(requests.http().sendAsync(request.build(), byte[].class), requests.limit());
        var body = response.body();
        return new Answer(response.code(), body == null ? new byte[0] : body);
    }

    /// Reads the metadata of a watch line by line until the server ends it or `limit` is over.
    ///
    /// @param began told once the server has begun to answer
    /// @param line gets each line, lent for the call
    void watchMetadata(String path, Duration limit, Runnable began, Consumer<byte[]> line)
            throws IOException, InterruptedException {
        var lines = new Lines(line);
        var request = requests.to(path, ApiRequests.METADATA).forStreaming().build();
        var response = await(requests.http().consumeBytes(request, lines), requests.limit());
        AsyncBody body = response.body();
        try {
            if (HttpResponse.isSuccessful(response.code())) {
                began.run();
                body.consume();
                await(body.done(), limit);
                lines.rethrow();
            }
        } catch (NoAnswerException e) {
            if (e.failure() != Unanswered.TIMED_OUT) {
                throw e;
            }
        } finally {
            body.cancel();
        }
    }

    private static <T> T await(Future<T> future, Duration limit) throws IOException, InterruptedException {
        try {
            return future.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException _) {
            future.cancel(true);
            throw new NoAnswerException(Unanswered.TIMED_OUT);
        } catch (ExecutionException e) {
            throw new NoAnswerException(Unanswered.of(e.getCause()));
        } catch (CancellationException _) {
            throw new NoAnswerException(Unanswered.BROKEN);
        }
    }
}
