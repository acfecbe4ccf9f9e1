package dev.lockstep.sync.sink;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.lockstep.sync.engine.Cause;
import dev.lockstep.sync.engine.ObjectVersion;
import dev.lockstep.sync.engine.SecretData;
import dev.lockstep.sync.engine.SecretName;
import dev.lockstep.sync.engine.SyncError;
import dev.lockstep.sync.kube.ApiRequests;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.HttpHeaders;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Sends a target's requests for Secrets, as bytes: fabric8's own Secret would hold every value as a String. All
/// answers but that of [#read] are metadata, so that values go one way only. Each write checks the fence first.
final class SecretsApi {
    private static final String APPLY = "application/apply-patch+yaml";

    private final ApiRequests requests;
    private final WriteFence fence;

    SecretsApi(KubernetesClient client, WriteFence fence) {
        this.requests = new ApiRequests(client);
        this.fence = fence;
    }

    /// What the API server says to a request.
    sealed interface Answer {
        /// @param object the caller closes it
        record Done(SecretObject object) implements Answer {}

        record Refused(ApiError refusal) implements Answer {}
    }

    private static String all(SecretName name) {
        return "/api/v1/namespaces/" + name.namespace() + "/secrets";
    }

    private static String place(SecretName name) {
        return all(name) + "/" + name.name();
    }

    private static String managedBy(String manager) {
        return "?fieldManager=" + URLEncoder.encode(manager, StandardCharsets.UTF_8);
    }

    /// The whole Secret.
    Answer read(SecretName name) {
        return ask(name, get(place(name), ApiRequests.JSON));
    }

    Answer readMetadata(SecretName name) {
        return ask(name, get(place(name), ApiRequests.METADATA));
    }

    /// Makes a Secret where there is none.
    Answer create(SecretName name, String manager, Appearance appearance, SecretData data) {
        var path = all(name) + managedBy(manager);
        try (var body = SecretBody.secret(name, ObjectVersion.NONE, appearance, data)) {
            return change(name, path, "POST", ApiRequests.JSON, body);
        }
    }

    /// Applies a Secret, if it is there in that state.
    ///
    /// @param force whether what others have applied is overwritten
    Answer apply(
            SecretName name,
            ObjectVersion basis,
            String manager,
            boolean force,
            Appearance appearance,
            SecretData data) {
        try (var body = SecretBody.secret(name, basis, appearance, data)) {
            return change(name, place(name) + managedBy(manager) + "&force=" + force, "PATCH", APPLY, body);
        }
    }

    /// Says again who set which field, if the Secret is there in that state.
    Answer writeManagedFields(SecretName name, ObjectVersion basis, String manager, ArrayNode entries) {
        try (var body = SecretBody.managedFields(basis, entries)) {
            return change(name, place(name) + managedBy(manager), "PATCH", ApiRequests.MERGE, body);
        }
    }

    /// Deletes a Secret, if it is there in that state.
    ///
    /// @throws TargetException if that is not so
    void delete(SecretName name, ObjectVersion basis) {
        checkGate(name);
        try (var body = SecretBody.deletion(basis)) {
            var request = requests.to(place(name), ApiRequests.METADATA)
                    .method("DELETE", ApiRequests.JSON, body.stream(), body.size());
            var response = send(name, request.build());
            Arrays.fill(response.body(), (byte) 0);
            if (!response.isSuccessful() && response.code() != 404) {
                throw refusal(response).failure(name.toString());
            }
        }
    }

    private void checkGate(SecretName name) {
        if (!fence.isOpen()) {
            throw new TargetException(new SyncError(
                    Cause.TARGET_UNREACHABLE,
                    "this process is not the leader any more",
                    name.toString(),
                    "nothing: the leader goes on"));
        }
    }

    private Answer change(SecretName name, String path, String method, String type, WipedBytes body) {
        checkGate(name);
        return ask(
                name,
                requests.to(path, ApiRequests.METADATA)
                        .method(method, type, body.stream(), body.size())
                        .build());
    }

    private HttpRequest get(String path, String accept) {
        return requests.to(path, accept).build();
    }

    private Answer ask(SecretName name, HttpRequest request) {
        var response = send(name, request);
        try {
            return response.isSuccessful()
                    ? new Answer.Done(SecretObject.read(response.body()))
                    : new Answer.Refused(refusal(response));
        } catch (IOException e) {
            throw unreachable(name.toString(), "the API server's answer is not a Secret");
        } finally {
            Arrays.fill(response.body(), (byte) 0);
        }
    }

    private static ApiError refusal(HttpResponse<byte[]> response) {
        return ApiError.of(response.code(), response.body(), retryAfter(response));
    }

    private static Duration retryAfter(HttpHeaders response) {
        var seconds = response.header("Retry-After");
        return seconds != null && seconds.matches("[0-9]{1,5}")
                ? Duration.ofSeconds(Long.parseLong(seconds))
                : Duration.ZERO;
    }

    private HttpResponse<byte[]> send(SecretName name, HttpRequest request) {
        return await(name.toString(), requests.http().sendAsync(request, byte[].class));
    }

    private <T> T await(String where, CompletableFuture<T> answer) {
        try {
            return answer.get(requests.limit().toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw unreachable(where, "stopped before the API server answered");
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw unreachable(where, "the API server does not answer in time");
        } catch (ExecutionException e) {
            // Only the kind of failure: its text is not ours.
            throw unreachable(
                    where,
                    "the API server cannot be reached: "
                            + (e.getCause() == null ? e : e.getCause())
                                    .getClass()
                                    .getSimpleName());
        }
    }

    private static TargetException unreachable(String where, String what) {
        return new TargetException(
                new SyncError(Cause.TARGET_UNREACHABLE, what, where, "wait; what was there before is still there"));
    }
}
