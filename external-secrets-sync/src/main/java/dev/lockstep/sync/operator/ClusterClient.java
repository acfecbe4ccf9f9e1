package dev.lockstep.sync.operator;

import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;

/// The way to the API server.
final class ClusterClient {
    /// For one request. The [Fence] is shut this long before the Lease ends.
    static final Duration REQUEST_LIMIT = Duration.ofSeconds(8);

    private static final String USER_AGENT = "lockstep-sync";

    private ClusterClient() {}

    /// As `kubectl` finds it: the file given, or `KUBECONFIG`, or the account of the pod. Nothing is asked yet.
    ///
    /// @throws LockstepException `FILE_NOT_FOUND`, `CONFIG_INVALID`
    static KubernetesClient open(Optional<Path> kubeconfig, Metrics metrics) {
        var config = new ConfigBuilder(kubeconfig.map(ClusterClient::read).orElseGet(() -> Config.autoConfigure(null)))
                .withUserAgent(USER_AGENT)
                .withRequestTimeout((int) REQUEST_LIMIT.toMillis())
                .withConnectionTimeout((int) REQUEST_LIMIT.toMillis())
                // A write that is sent again by itself would pass the fence: whoever asks decides whether to ask again.
                .withRequestRetryBackoffLimit(0)
                .build();
        return new KubernetesClientBuilder()
                .withConfig(config)
                .withTaskExecutor(Executors.newVirtualThreadPerTaskExecutor())
                .withHttpClientBuilderConsumer(builder -> builder.addOrReplaceInterceptor("count", counting(metrics)))
                .build();
    }

    private static Config read(Path kubeconfig) {
        if (!Files.isRegularFile(kubeconfig)) {
            throw new LockstepException(
                    Kind.FILE_NOT_FOUND, "no such file", kubeconfig.toString(), "name one with --kubeconfig");
        }
        try {
            return Config.fromKubeconfig(kubeconfig.toFile());
        } catch (KubernetesClientException e) {
            throw new LockstepException(
                    Kind.CONFIG_INVALID, "is no kubeconfig", kubeconfig.toString(), "see kubectl config view");
        }
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
