package dev.lockstep.sync.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaderElectionRecord;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.Lock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

@NullUnmarked
class ObservedLeaseTest {
    private static final Instant START = Instant.parse("2026-11-24T00:00:00Z");

    private long nanos = 77;
    private Instant now = START;
    private final LeaseFence fence = new LeaseFence(Duration.ofSeconds(7), () -> nanos, () -> now);
    private final FakeLease server = new FakeLease();
    private final ObservedLease lease = new ObservedLease(server, fence, () -> nanos, () -> now);

    private static final class FakeLease implements Lock {
        private LeaderElectionRecord record;
        private boolean down;

        @Override
        public LeaderElectionRecord get(KubernetesClient client) {
            return record;
        }

        @Override
        public void create(KubernetesClient client, LeaderElectionRecord created) {
            update(client, created);
        }

        @Override
        public void update(KubernetesClient client, LeaderElectionRecord updated) {
            if (down) {
                throw new IllegalStateException("down");
            }
            record = updated;
        }

        @Override
        public String identity() {
            return "me";
        }

        @Override
        public String describe() {
            return "lease";
        }
    }

    private void pass(int seconds) {
        nanos += Duration.ofSeconds(seconds).toNanos();
        now = now.plusSeconds(seconds);
    }

    private static LeaderElectionRecord heldBy(String identity, ZonedDateTime renewed) {
        return new LeaderElectionRecord(identity, Duration.ofSeconds(15), renewed, renewed, 1);
    }

    private Instant renewTime() {
        return lease.get(null).getRenewTime().toInstant();
    }

    @Test
    void judgesTheAgeByWhenTheLeaseWasSeenToChange() {
        // The holder's clock is ten years behind.
        server.record = heldBy("other", START.atZone(ZoneOffset.UTC).minusYears(10));
        assertThat(renewTime()).isEqualTo(START);
        pass(9);
        assertThat(renewTime()).isEqualTo(START);

        server.record = heldBy("other", START.atZone(ZoneOffset.UTC).minusYears(9));
        assertThat(renewTime()).isEqualTo(START.plusSeconds(9));
    }

    @Test
    void doesNotTakeASetClockForAnOldLease() {
        server.record = heldBy("other", START.atZone(ZoneOffset.UTC));
        renewTime();
        now = now.plus(Duration.ofDays(3650));
        assertThat(renewTime()).isEqualTo(now);
    }

    @Test
    void opensTheFenceWithEachRenewalOfItsOwn() {
        lease.create(null, heldBy("me", START.atZone(ZoneOffset.UTC)));
        assertThat(fence.isOpen()).isTrue();
        pass(6);
        lease.update(null, heldBy("me", START.atZone(ZoneOffset.UTC)));
        pass(6);
        assertThat(fence.isOpen()).isTrue();
    }

    @Test
    void leavesTheFenceToRunOutWhenARenewalFails() {
        lease.create(null, heldBy("me", START.atZone(ZoneOffset.UTC)));
        pass(6);
        server.down = true;
        assertThatThrownBy(() -> lease.update(null, heldBy("me", START.atZone(ZoneOffset.UTC))));
        assertThat(fence.isOpen()).isTrue();
        pass(1);
        assertThat(fence.isOpen()).isFalse();
    }

    @Test
    void closesTheFenceBeforeItGivesTheLeaseBack() {
        lease.create(null, heldBy("me", START.atZone(ZoneOffset.UTC)));
        server.down = true;
        assertThatThrownBy(() -> lease.update(null, heldBy(null, START.atZone(ZoneOffset.UTC))));
        assertThat(fence.isOpen()).isFalse();
    }

    @Test
    void givesTheLeaseBackAsHeldByNobodyAndNotAsUnchanged() {
        lease.create(null, heldBy("me", START.atZone(ZoneOffset.UTC)));
        lease.update(null, heldBy(null, START.atZone(ZoneOffset.UTC)));
        assertThat(server.record.getHolderIdentity()).isEmpty();
    }
}
