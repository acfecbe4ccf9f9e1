package dev.lockstep.sync.cluster;

import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// Where the API server is and who asks it, as `kubectl` finds it.
public final class Kubeconfig {
    private static final String USER_AGENT = "lockstep-sync";

    private Kubeconfig() {}

    /// The file given, or `KUBECONFIG`, or the account of the pod. Nothing is asked yet, and no request is sent again
    /// by itself: whoever asks decides whether to ask again.
    ///
    /// @param limit for one request, and for one connection
    /// @throws LockstepException `FILE_NOT_FOUND`, `CONFIG_INVALID`
    public static Config find(Optional<Path> file, Duration limit) {
        return new ConfigBuilder(file.map(Kubeconfig::read).orElseGet(() -> Config.autoConfigure(null)))
                .withUserAgent(USER_AGENT)
                .withRequestTimeout((int) limit.toMillis())
                .withConnectionTimeout((int) limit.toMillis())
                .withRequestRetryBackoffLimit(0)
                .build();
    }

    private static Config read(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new LockstepException(
                    Kind.FILE_NOT_FOUND, "is not there", file.toString(), "name a kubeconfig with --kubeconfig");
        }
        try {
            return Config.fromKubeconfig(file.toFile());
        } catch (KubernetesClientException e) {
            throw new LockstepException(
                    Kind.CONFIG_INVALID, "is no kubeconfig", file.toString(), "see kubectl config view");
        }
    }
}
