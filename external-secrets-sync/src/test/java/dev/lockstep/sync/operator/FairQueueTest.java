package dev.lockstep.sync.operator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FairQueueTest {
    private final AtomicLong nanos = new AtomicLong();
    private final FairQueue queue = new FairQueue(1, nanos::get);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<String> order = Collections.synchronizedList(new ArrayList<>());

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    /// Queues one up behind those that wait already.
    private Future<?> queue(String store, String namespace, boolean urgent, String name) {
        int before = queue.waiting();
        var future = threads.submit(() -> {
            try (var _ = queue.take(store, namespace, urgent)) {
                order.add(name);
            }
            return null;
        });
        Awaitility.await().pollInterval(Duration.ofMillis(1)).until(() -> queue.waiting() > before);
        nanos.addAndGet(Duration.ofMillis(1).toNanos());
        return future;
    }

    private static void end(Future<?>... waiting) throws Exception {
        for (var one : waiting) {
            one.get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void aSlowStoreHoldsUpNobodyElse() throws Exception {
        try (var _ = queue.take("slow", "a", false);
                var _ = queue.take("quick", "a", false)) {
            assertThat(queue.waiting()).isZero();
        }
    }

    @Test
    void whatIsUrgentGoesAheadOfWhatIsMerelyDue() throws Exception {
        var first = queue.take("s", "a", false);
        var periodic = queue("s", "a", false, "periodic");
        var urgent = queue("s", "b", true, "urgent");
        first.close();
        end(periodic, urgent);
        assertThat(order).containsExactly("urgent", "periodic");
    }

    @Test
    void whatIsMerelyDueGoesInTheEndThoughUrgentOnesKeepComing() throws Exception {
        var first = queue.take("s", "a", false);
        var periodic = queue("s", "a", false, "periodic");
        nanos.addAndGet(Duration.ofSeconds(31).toNanos());
        var urgent = queue("s", "b", true, "urgent");
        first.close();
        end(periodic, urgent);
        assertThat(order).containsExactly("periodic", "urgent");
    }

    @Test
    void aNamespaceWithManyLetsTheOthersBetween() throws Exception {
        var first = queue.take("s", "many", false);
        var one = queue("s", "many", false, "many1");
        var two = queue("s", "many", false, "many2");
        var three = queue("s", "many", false, "many3");
        var other = queue("s", "few", false, "few");
        first.close();
        end(one, two, three, other);
        assertThat(order).containsExactly("many1", "few", "many2", "many3");
    }

    @Test
    void oneThatGivesUpWaitingLeavesItsPlace() throws Exception {
        var first = queue.take("s", "a", false);
        var gone = queue("s", "a", false, "gone");
        var next = queue("s", "a", false, "next");
        gone.cancel(true);
        Awaitility.await().until(() -> queue.waiting() == 1);
        first.close();
        end(next);
        assertThat(order).containsExactly("next");
        try (var _ = queue.take("s", "a", false)) {
            assertThat(queue.waiting()).isZero();
        }
    }

    @Test
    void tellsHowLongTheOldestWaits() throws Exception {
        var first = queue.take("s", "a", false);
        var waiting = queue("s", "a", false, "one");
        nanos.addAndGet(Duration.ofSeconds(5).toNanos());
        assertThat(queue.longest(false)).isGreaterThanOrEqualTo(Duration.ofSeconds(5));
        assertThat(queue.longest(true)).isZero();
        first.close();
        end(waiting);
    }
}
