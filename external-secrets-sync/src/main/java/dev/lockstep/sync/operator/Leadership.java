package dev.lockstep.sync.operator;

import dev.lockstep.sync.sink.WriteFence;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElectionConfigBuilder;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElector;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaseLock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Holds the right to write, which one of several replicas has through a Lease; the times are those of ESO 2.9.
final class Leadership implements AutoCloseable {
    private static final Duration LEASE = Duration.ofSeconds(15);
    private static final Duration RENEW_DEADLINE = Duration.ofSeconds(10);
    private static final Duration RETRY = Duration.ofSeconds(2);

    private final LeaseFence fence;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final LeaderElector elector;
    private @Nullable Future<?> asking;

    /// What the right brings and takes.
    interface Listener {
        /// @param fence asked right before every write
        void won(WriteFence fence);

        /// Another replica leads, or the API server could not be asked in time.
        void lost();

        /// @param identity of the one who leads now, this process or another
        void leads(String identity);

        /// The Lease could not be read, made or renewed; told once for each kind of failure, and tried again.
        void failed(ReportedLease.Failure failure);
    }

    /// @param identity no other process's, not even that of the one before in the same pod
    /// @param requestLimit for one request; the fence closes this long before the Lease ends, so that a request that
    /// began in time also ends in time
    Leadership(
            KubernetesClient client,
            String namespace,
            String name,
            String identity,
            Duration requestLimit,
            Listener listener) {
        fence = new LeaseFence(LEASE.minus(requestLimit), System::nanoTime, InstantSource.system());
        var observed = new ObservedLease(
                new LeaseLock(namespace, name, identity), fence, System::nanoTime, InstantSource.system());
        var lease = new ReportedLease(observed, listener::failed);
        Consumer<String> leads = leader -> listener.leads(leader == null ? "" : leader);
        elector = new LeaderElector(
                client,
                new LeaderElectionConfigBuilder()
                        .withName(name)
                        .withLock(lease)
                        .withLeaseDuration(LEASE)
                        .withRenewDeadline(RENEW_DEADLINE)
                        .withRetryPeriod(RETRY)
                        .withReleaseOnCancel(true)
                        .withLeaderCallbacks(new LeaderCallbacks(
                                () -> threads.execute(() -> listener.won(fence)), () -> lost(listener), leads))
                        .build(),
                threads);
    }

    /// Also when the Lease was taken away, and the last renewal would still hold.
    private void lost(Listener listener) {
        fence.close();
        listener.lost();
    }

    /// Ends the right to write until the Lease is renewed.
    void closeFence() {
        fence.close();
    }

    /// Begins to ask for the Lease; returns at once.
    void start() {
        asking = elector.start();
    }

    /// Gives the Lease back, so that another replica need not wait for its end. Nothing may be written any more.
    @Override
    public void close() {
        fence.close();
        if (asking != null) {
            asking.cancel(true);
        }
        threads.shutdownNow();
    }
}
