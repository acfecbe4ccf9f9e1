package dev.lockstep.sync.operator;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElectionConfigBuilder;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElector;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaseLock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/// The right to write, held by one of several replicas through a Lease; the times are those of ESO 2.9.
final class Leadership implements AutoCloseable {
    private static final Duration LEASE = Duration.ofSeconds(15);
    private static final Duration RENEW_DEADLINE = Duration.ofSeconds(10);
    private static final Duration RETRY = Duration.ofSeconds(2);

    private final Fence fence = new Fence(RENEW_DEADLINE, System::nanoTime, InstantSource.system());
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final LeaderElector elector;

    /// What the right brings and takes.
    interface Listener {
        void won();

        /// Another replica leads, or the API server could not be asked in time.
        void lost();

        /// @param identity of the one who leads now, this process or another
        void leads(String identity);
    }

    /// @param identity no other process's, not even that of the one before in the same pod
    Leadership(KubernetesClient client, String namespace, String name, String identity, Listener listener) {
        var lease = new ObservedLease(
                new LeaseLock(namespace, name, identity), fence, System::nanoTime, InstantSource.system());
        Consumer<String> leads = leader -> listener.leads(leader == null ? "" : leader);
        elector = new LeaderElector(
                client,
                new LeaderElectionConfigBuilder()
                        .withName(name)
                        .withLock(lease)
                        .withLeaseDuration(LEASE)
                        .withRenewDeadline(RENEW_DEADLINE)
                        .withRetryPeriod(RETRY)
                        .withReleaseOnCancel(false)
                        .withLeaderCallbacks(
                                new LeaderCallbacks(() -> threads.execute(listener::won), listener::lost, leads))
                        .build(),
                threads);
    }

    /// Asked right before every write.
    Fence fence() {
        return fence;
    }

    /// Begins to ask for the Lease; returns at once.
    void start() {
        elector.start();
    }

    /// Gives the Lease back, so that another replica need not wait for its end. Nothing may be written any more.
    @Override
    public void close() {
        fence.close();
        try {
            elector.release();
        } finally {
            threads.shutdownNow();
        }
    }
}
