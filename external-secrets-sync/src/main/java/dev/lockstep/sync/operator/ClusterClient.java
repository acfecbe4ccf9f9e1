package dev.lockstep.sync.operator;

import dev.lockstep.problem.LockstepException;
import dev.lockstep.sync.kube.Kubeconfig;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;

/// Opens the operator's API client.
final class ClusterClient {
    /// For one request. The fence of the Lease closes this long before the Lease ends.
    static final Duration REQUEST_LIMIT = Duration.ofSeconds(8);

    private ClusterClient() {}

    /// As `kubectl` finds it: the file given, or `KUBECONFIG`, or the account of the pod. Nothing is asked yet.
    ///
    /// @throws LockstepException `FILE_NOT_FOUND`, `FILE_UNREADABLE`, `CONFIG_INVALID`
    static KubernetesClient open(Optional<Path> kubeconfig, Metrics metrics) {
        // A write that is sent again by itself would pass the fence.
        return Kubeconfig.open(
                kubeconfig,
                "",
                REQUEST_LIMIT,
                client -> client.withTaskExecutor(Executors.newVirtualThreadPerTaskExecutor())
                        .withHttpClientBuilderConsumer(
                                http -> http.addOrReplaceInterceptor("count", counting(metrics))));
    }

    private static Interceptor counting(Metrics metrics) {
        return new Interceptor() {
            @Override
            public void after(
                    HttpRequest request, HttpResponse<?> response, AsyncBody.Consumer<List<ByteBuffer>> consumer) {
                metrics.apiCalled(request.method(), String.valueOf(response.code()));
            }

            @Override
            public void afterConnectionFailure(HttpRequest request, Throwable failure) {
                metrics.apiCalled(request.method(), "error");
            }
        };
    }
}
