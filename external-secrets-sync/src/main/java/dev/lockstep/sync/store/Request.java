package dev.lockstep.sync.store;

import dev.lockstep.sync.engine.Answers;
import dev.lockstep.sync.engine.Due;
import dev.lockstep.sync.engine.Fault;
import dev.lockstep.sync.engine.FetchPlan;
import dev.lockstep.sync.engine.Fetched;
import dev.lockstep.sync.engine.RemoteRef;
import dev.lockstep.sync.engine.StoreRef;
import dev.lockstep.sync.engine.Subject;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/// What one consumer asked for, and what has come of it so far. Within the [Monitor].
final class Request {
    /// One reference that has no answer yet.
    record Need(StoreRef store, RemoteRef reference) {}

    private final Monitor monitor;
    private final Subject consumer;
    private final Due.Now due;
    private final Set<Need> open = new HashSet<>();
    private final Map<StoreRef, Map<RemoteRef, Fetched>> answers = new HashMap<>();
    private final CompletableFuture<Answers> whole = new CompletableFuture<>();

    Request(Monitor monitor, Subject consumer, FetchPlan plan, Due.Now due) {
        this.monitor = monitor;
        this.consumer = consumer;
        this.due = due;
        plan.needs()
                .forEach((store, references) -> references.forEach(reference -> open.add(new Need(store, reference))));
        if (open.isEmpty()) {
            whole.complete(Answers.owning(Map.of()));
        }
    }

    Subject consumer() {
        return consumer;
    }

    Due.Now due() {
        return due;
    }

    /// All answers, once there is one for each reference.
    CompletableFuture<Answers> whole() {
        return whole;
    }

    /// Takes an answer over. One that comes too late is wiped.
    void answer(StoreRef store, RemoteRef reference, Fetched answer) {
        if (!open.remove(new Need(store, reference))) {
            answer.close();
            return;
        }
        answers.computeIfAbsent(store, _ -> new HashMap<>()).put(reference, answer);
        if (open.isEmpty()) {
            monitor.afterwards(() -> whole.complete(Answers.owning(answers)));
        }
    }

    /// Nobody waits any more: what has not come is answered with a fault.
    void abandon(Fault fault) {
        for (var need : List.copyOf(open)) {
            answer(need.store(), need.reference(), new Fetched.Failed(fault, Instant.MIN));
        }
    }
}
