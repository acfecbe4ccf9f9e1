package dev.lockstep.sync.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.sync.engine.StoreRef;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class StoreCheckQueueTest {
    private static final Duration NEVER = Duration.ofDays(1);
    private final Map<StoreKey, AtomicInteger> checks = new ConcurrentHashMap<>();

    @Test
    void checksAgainAfterTheInterval() {
        try (var turns = new StoreCheckQueue(this::count, _ -> Duration.ofMillis(20))) {
            turns.changed(store("a"));

            Awaitility.await().until(() -> checks(store("a")) > 3);
        }
    }

    @Test
    void checksAStoreSoonerThatIsNotWell() {
        try (var turns = new StoreCheckQueue(
                store -> {
                    count(store);
                    throw new IllegalStateException("a bug");
                },
                _ -> Duration.ofMillis(20))) {
            turns.changed(store("a"));

            Awaitility.await().until(() -> checks(store("a")) > 1);
        }
    }

    @Test
    void checksAfterAChangeWithoutWaitingForTheInterval() {
        try (var turns = new StoreCheckQueue(this::count, _ -> NEVER)) {
            turns.changed(store("a"));
            Awaitility.await().until(() -> checks(store("a")) == 1);

            turns.changed(store("a"));

            Awaitility.await().until(() -> checks(store("a")) == 2);
        }
    }

    @Test
    void checksAgainAfterAChangeDuringACheckAndNeverTwiceAtATime() throws Exception {
        var running = new AtomicInteger();
        var most = new AtomicInteger();
        var entered = new CountDownLatch(1);
        var go = new CountDownLatch(1);
        try (var turns = new StoreCheckQueue(
                store -> {
                    most.accumulateAndGet(running.incrementAndGet(), Math::max);
                    entered.countDown();
                    await(go);
                    running.decrementAndGet();
                    return count(store);
                },
                _ -> NEVER)) {
            turns.changed(store("a"));
            entered.await();
            turns.changed(store("a"));
            go.countDown();

            Awaitility.await().until(() -> checks(store("a")) == 2);
            assertThat(most).hasValue(1);
        }
    }

    @Test
    void checksAFewOfManyStoresAtATime() {
        var running = new AtomicInteger();
        var most = new AtomicInteger();
        try (var turns = new StoreCheckQueue(
                store -> {
                    most.accumulateAndGet(running.incrementAndGet(), Math::max);
                    Thread.yield();
                    running.decrementAndGet();
                    return count(store);
                },
                _ -> NEVER)) {
            for (int i = 0; i < 1000; i++) {
                turns.changed(store("store-" + i));
            }

            Awaitility.await().until(() -> checks.size() == 1000);
            assertThat(most.get()).isLessThanOrEqualTo(8);
        }
    }

    @Test
    void forgetsAStoreThatIsGone() {
        try (var turns = new StoreCheckQueue(
                store -> {
                    count(store);
                    return StoreChecks.End.NOT_OURS;
                },
                _ -> Duration.ofMillis(1))) {
            turns.changed(store("a"));
            Awaitility.await().until(() -> checks(store("a")) == 1);
            Awaitility.await().during(Duration.ofMillis(100)).until(() -> checks(store("a")) == 1);
        }
    }

    private StoreChecks.End count(StoreKey store) {
        checks.computeIfAbsent(store, _ -> new AtomicInteger()).incrementAndGet();
        return StoreChecks.End.GOOD;
    }

    private int checks(StoreKey store) {
        var count = checks.get(store);
        return count == null ? 0 : count.get();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static StoreKey store(String name) {
        return new StoreKey(new StoreRef(StoreRef.Kind.CLUSTER, name), "");
    }
}
