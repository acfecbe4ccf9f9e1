package dev.lockstep.sync.operator;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/// When each store is checked: after a change at once, else in an interval of its own; sooner while it is not well. A
/// few at a time, and never one store twice at a time.
final class StoreCheckTurns implements AutoCloseable {
    private static final int AT_A_TIME = 8;
    private static final Duration LONGEST_AILING = Duration.ofSeconds(30);

    private final Function<StoreKey, StoreChecks.End> check;
    private final Function<StoreKey, Duration> interval;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("store-checks").factory());
    private final ExecutorService workers = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("store-check-", 0).factory());
    private final Semaphore free = new Semaphore(AT_A_TIME);
    private final Map<StoreKey, Turn> turns = new ConcurrentHashMap<>();

    /// @param interval of a store that is well
    StoreCheckTurns(Function<StoreKey, StoreChecks.End> check, Function<StoreKey, Duration> interval) {
        this.check = check;
        this.interval = interval;
    }

    private record Turn(ReentrantLock lock, Future<?> planned) {}

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
        turns.compute(store, (_, before) -> {
            if (before != null) {
                before.planned().cancel(false);
            }
            var planned =
                    timer.schedule(() -> workers.execute(() -> run(store)), delay.toMillis(), TimeUnit.MILLISECONDS);
            return new Turn(before == null ? new ReentrantLock() : before.lock(), planned);
        });
    }

    private void run(StoreKey store) {
        var turn = turns.get(store);
        if (turn == null) {
            return;
        }
        turn.lock().lock();
        try {
            free.acquire();
            try {
                next(store, turn, check.apply(store));
            } catch (RuntimeException _) {
                next(store, turn, StoreChecks.End.BAD);
            } finally {
                free.release();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            turn.lock().unlock();
        }
    }

    /// Plans the next turn, unless a change has planned a sooner one meanwhile.
    private void next(StoreKey store, Turn turn, StoreChecks.End end) {
        if (turns.get(store) != turn) {
            return;
        }
        switch (end) {
            case GOOD -> plan(store, interval.apply(store));
            case BAD -> {
                var whole = interval.apply(store);
                plan(store, whole.compareTo(LONGEST_AILING) < 0 ? whole : LONGEST_AILING);
            }
            case NOT_OURS -> turns.remove(store, turn);
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
        workers.shutdownNow();
    }
}
