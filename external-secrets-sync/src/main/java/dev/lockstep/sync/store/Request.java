package dev.lockstep.sync.store;

import dev.lockstep.sync.engine.Cause;
import dev.lockstep.sync.engine.Due;
import dev.lockstep.sync.engine.FetchPlan;
import dev.lockstep.sync.engine.Fetched;
import dev.lockstep.sync.engine.FetchedValues;
import dev.lockstep.sync.engine.RemoteRef;
import dev.lockstep.sync.engine.ResourceKey;
import dev.lockstep.sync.engine.StoreRef;
import dev.lockstep.sync.engine.SyncError;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/// Holds what one consumer requested, and the answers so far. Within the [SerialExecutor].
///
/// The answers are copies of its own, as many as it may hold: those that are too much for one consumer, or for the
/// memory that its namespace may use, become failures.
final class Request {
    private static final long MOST_BYTES = 16 << 20;
    private static final Duration PAUSE = Duration.ofSeconds(5);

    private static final SyncError TOO_MUCH = new SyncError(
            Cause.TOO_LARGE,
            "what the stores hold for this resource has more than " + MOST_BYTES + " bytes",
            "",
            "ask for fewer or smaller secrets in one resource");
    private static final SyncError NO_ROOM = new SyncError(
            Cause.THROTTLED,
            "other values of the namespace fill the memory that it may use",
            "",
            "ask for smaller secrets, or give lockstep-sync more memory");

    /// One reference that has no answer yet.
    record Need(StoreRef store, RemoteRef reference) {}

    private final SerialExecutor executor;
    private final ResourceKey consumer;
    private final Due.Now due;
    private final ByteBudget.Share room;
    private final InstantSource clock;
    private final Set<Need> open = new HashSet<>();
    private final Map<StoreRef, Map<RemoteRef, Fetched>> answers = new HashMap<>();
    private final CompletableFuture<FetchedValues> whole = new CompletableFuture<>();

    /// @param room holds the bytes of the answers
    Request(
            SerialExecutor executor,
            ResourceKey consumer,
            FetchPlan plan,
            Due.Now due,
            ByteBudget.Share room,
            InstantSource clock) {
        this.executor = executor;
        this.room = room;
        this.clock = clock;
        this.consumer = consumer;
        this.due = due;
        plan.needs()
                .forEach((store, references) -> references.forEach(reference -> open.add(new Need(store, reference))));
        if (open.isEmpty()) {
            whole.complete(FetchedValues.owning(Map.of(), room::close));
        }
    }

    ResourceKey consumer() {
        return consumer;
    }

    Due.Now due() {
        return due;
    }

    /// All answers, once there is one for each reference.
    CompletableFuture<FetchedValues> whole() {
        return whole;
    }

    /// Takes a copy of an answer, unless that comes too late.
    ///
    /// @param answer lent
    void answer(StoreRef store, RemoteRef reference, Fetched answer) {
        if (!open.remove(new Need(store, reference))) {
            return;
        }
        answers.computeIfAbsent(store, _ -> new HashMap<>()).put(reference, own(answer));
        if (open.isEmpty()) {
            executor.afterwards(() -> whole.complete(FetchedValues.owning(answers, room::close)));
        }
    }

    private Fetched own(Fetched answer) {
        return switch (answer) {
            case Fetched.Absent _, Fetched.Failed _ -> answer;
            case Fetched.Found(var value, var version, var readAt) -> {
                if (room.bytes() + value.length() > MOST_BYTES) {
                    yield new Fetched.Failed(TOO_MUCH, Instant.MIN);
                }
                yield room.take(value.length())
                        ? new Fetched.Found(value.copy(), version, readAt)
                        : new Fetched.Failed(NO_ROOM, clock.instant().plus(PAUSE));
            }
        };
    }

    /// Nobody waits any more: what has not come is answered with a fault.
    void abandon(SyncError error) {
        for (var need : List.copyOf(open)) {
            answer(need.store(), need.reference(), new Fetched.Failed(error, Instant.MIN));
        }
    }
}
