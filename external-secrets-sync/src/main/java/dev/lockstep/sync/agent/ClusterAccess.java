package dev.lockstep.sync.agent;

import dev.lockstep.problem.LockstepException;
import dev.lockstep.sync.kube.Kubeconfig;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/// Opens the API client of a command that a person runs.
final class ClusterAccess {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /// Kept, since a logger that nobody keeps forgets its level.
    private static final Logger LIBRARY = Logger.getLogger("io.fabric8");

    private ClusterAccess() {}

    /// As `kubectl` finds it: the file given, or `KUBECONFIG`, or the account of the pod. Nothing is asked yet; the
    /// caller closes it.
    ///
    /// @param context one of its contexts; empty for the current one
    /// @throws LockstepException `FILE_NOT_FOUND`, `FILE_UNREADABLE`, `CONFIG_INVALID`
    static KubernetesClient open(Optional<Path> kubeconfig, String context) {
        // Whoever asked tells what failed; the library's own words may quote what a server answered.
        LIBRARY.setLevel(Level.OFF);
        return Kubeconfig.open(kubeconfig, context, PATIENCE, _ -> {});
    }
}
