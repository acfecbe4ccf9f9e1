package dev.lockstep.sync.agent;

import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/// The way to the API server for a command that a person runs.
final class ClusterAccess {
    private static final int PATIENCE_MILLIS = 10_000;

    /// Kept, since a logger that nobody keeps forgets its level.
    private static final Logger LIBRARY = Logger.getLogger("io.fabric8");

    private ClusterAccess() {}

    /// As `kubectl` finds it: the file given, or `KUBECONFIG`, or the account of the pod. Nothing is asked yet; the
    /// caller closes it.
    ///
    /// @throws LockstepException `FILE_NOT_FOUND`, `CONFIG_INVALID`
    static KubernetesClient open(Optional<Path> kubeconfig) {
        // Whoever asked tells what failed; the library's own words may quote what a server answered.
        LIBRARY.setLevel(Level.OFF);
        var config = new ConfigBuilder(kubeconfig.map(ClusterAccess::read).orElseGet(() -> Config.autoConfigure(null)))
                .withUserAgent("lockstep-sync")
                .withRequestTimeout(PATIENCE_MILLIS)
                .withConnectionTimeout(PATIENCE_MILLIS)
                .withRequestRetryBackoffLimit(0)
                .build();
        return new KubernetesClientBuilder().withConfig(config).build();
    }

    private static Config read(Path kubeconfig) {
        if (!Files.isRegularFile(kubeconfig)) {
            throw new LockstepException(
                    Kind.FILE_NOT_FOUND, "is not there", kubeconfig.toString(), "name a kubeconfig with --kubeconfig");
        }
        try {
            return Config.fromKubeconfig(kubeconfig.toFile());
        } catch (KubernetesClientException e) {
            throw new LockstepException(
                    Kind.CONFIG_INVALID, "is no kubeconfig", kubeconfig.toString(), "see kubectl config view");
        }
    }
}
