package dev.lockstep.sync.operator;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Schedules the checks of stores: after a change at once, else in an interval of its own; sooner while it is not well.
/// A few at a time, and never one store twice at a time.
final class StoreCheckQueue implements AutoCloseable {
    static final int AT_A_TIME = 8;
    private static final Duration LONGEST_AILING = Duration.ofSeconds(30);

    private final Function<StoreKey, StoreChecks.End> check;
    private final Function<StoreKey, Duration> interval;
    private final ScheduledExecutorService timer = new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("store-checks").factory(), new ThreadPoolExecutor.DiscardPolicy());
    private final ExecutorService workers = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("store-check-", 0).factory());
    private final Semaphore free = new Semaphore(AT_A_TIME);
    private final Map<StoreKey, Turn> turns = new ConcurrentHashMap<>();

    /// @param interval of a store that is well
    StoreCheckQueue(Function<StoreKey, StoreChecks.End> check, Function<StoreKey, Duration> interval) {
        this.check = check;
        this.interval = interval;
    }

    /// The turns of one store.
    private static final class Turn {
        /// Held during a check.
        final ReentrantLock checking = new ReentrantLock();

        private @Nullable Future<?> planned;
        private int plans;

        /// Plans a check in the place of the one that is planned.
        synchronized void plan(Supplier<Future<?>> schedule) {
            if (planned != null) {
                planned.cancel(false);
            }
            plans++;
            planned = schedule.get();
        }

        /// How many checks were planned.
        synchronized int plans() {
            return plans;
        }
    }

    /// Checks a store soon: it, or what it needs, has changed.
    void changed(StoreKey store) {
        plan(store, Duration.ZERO);
    }

    /// Checks a store that is as it was when it was last checked, before its interval is over; spread evenly by name.
    void known(StoreKey store) {
        long spread = Math.floorMod(
                store.hashCode() * 31L, Math.max(1, interval.apply(store).toMillis()));
        plan(store, Duration.ofMillis(spread));
    }

    private void plan(StoreKey store, Duration delay) {
        var turn = turns.computeIfAbsent(store, _ -> new Turn());
        turn.plan(() ->
                timer.schedule(() -> workers.execute(() -> run(store, turn)), delay.toMillis(), TimeUnit.MILLISECONDS));
    }

    private void run(StoreKey store, Turn turn) {
        turn.checking.lock();
        try {
            int plans = turn.plans();
            var end = check(store);
            // A change during the check has planned the next one already.
            if (turn.plans() == plans) {
                next(store, turn, end);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            turn.checking.unlock();
        }
    }

    private StoreChecks.End check(StoreKey store) throws InterruptedException {
        free.acquire();
        try {
            return check.apply(store);
        } catch (RuntimeException _) {
            return StoreChecks.End.BAD;
        } finally {
            free.release();
        }
    }

    /// How many checks go on now.
    int running() {
        return AT_A_TIME - free.availablePermits();
    }

    private void next(StoreKey store, Turn turn, StoreChecks.End end) {
        var whole = interval.apply(store);
        switch (end) {
            case GOOD -> plan(store, whole);
            case BAD -> plan(store, whole.compareTo(LONGEST_AILING) < 0 ? whole : LONGEST_AILING);
            case EARLY -> plan(store, Grace.LENGTH);
            case NOT_OURS -> turns.remove(store, turn);
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
        workers.shutdownNow();
    }
}
