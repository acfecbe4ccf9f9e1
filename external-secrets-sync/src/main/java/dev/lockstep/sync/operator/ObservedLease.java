package dev.lockstep.sync.operator;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaderElectionRecord;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.Lock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// A Lease whose age is judged by when this process saw it change, not by the holder's clock, and whose renewals open
/// the [LeaseFence].
///
/// Not for several threads: the elector asks one after the other.
final class ObservedLease implements Lock {
    private final Lock lease;
    private final LeaseFence fence;
    private final LongSupplier nanos;
    private final InstantSource clock;
    private @Nullable LeaderElectionRecord seen;
    private long seenAt;

    ObservedLease(Lock lease, LeaseFence fence, LongSupplier nanos, InstantSource clock) {
        this.lease = lease;
        this.fence = fence;
        this.nanos = nanos;
        this.clock = clock;
    }

    /// The record with the local time of its last change in the place of the time that the holder wrote.
    @Override
    public @Nullable LeaderElectionRecord get(KubernetesClient client) {
        var record = lease.get(client);
        if (record == null) {
            seen = null;
            return null;
        }
        if (seen == null || !seen.equals(record)) {
            seen = record;
            seenAt = nanos.getAsLong();
        }
        Instant changed = clock.instant().minus(Duration.ofNanos(nanos.getAsLong() - seenAt));
        return record.toBuilder().renewTime(changed.atZone(ZoneOffset.UTC)).build();
    }

    @Override
    public void create(KubernetesClient client, LeaderElectionRecord record) {
        var begun = fence.start();
        lease.create(client, record);
        fence.renewed(begun);
    }

    @Override
    public void update(KubernetesClient client, LeaderElectionRecord record) {
        if (!identity().equals(record.getHolderIdentity())) {
            giveBack(client, record);
            return;
        }
        var begun = fence.start();
        lease.update(client, record);
        fence.renewed(begun);
    }

    /// The holder becomes the empty text, as client-go has it: the merge patch of fabric8 leaves a null out, so that
    /// the next replica would have to wait for the end of a Lease that nobody holds.
    private void giveBack(KubernetesClient client, LeaderElectionRecord record) {
        fence.close();
        lease.update(client, record.toBuilder().holderIdentity("").build());
    }

    @Override
    public String identity() {
        return lease.identity();
    }

    @Override
    public String describe() {
        return lease.describe();
    }
}
