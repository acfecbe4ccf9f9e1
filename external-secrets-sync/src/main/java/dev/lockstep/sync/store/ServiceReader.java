package dev.lockstep.sync.store;

import dev.lockstep.sync.engine.Fetched;
import dev.lockstep.sync.engine.RemoteRef;
import dev.lockstep.sync.engine.ResourceKey;
import dev.lockstep.sync.engine.SyncError;
import dev.lockstep.sync.store.SecretStore.Health;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Reads from one service with one credential, and tracks the service's health. Guarded by the [SerialExecutor].
///
/// A read is [requested](#ask), queued in the [RequestScheduler], sent in a [Batch] when the limits allow it, and
/// completed with a value or an error, which every [PendingRead] of it receives.
final class ServiceReader {
    private static final long IDLE = Duration.ofMinutes(1).toNanos();
    private static final int SECOND_TRIES = 10;

    private final GatewayState context;
    private final String identity;
    private final StoreConnection client;
    private final Consumer<ServiceReader> idle;
    private final Map<RemoteRef, SharedRead> reads = new LinkedHashMap<>();
    private final Workers workers;
    private final RequestScheduler runway;
    private final Circuit circuit;
    private final Checks checks;

    /// Each good answer allows one second try, and each second one more: those who fail never ask more than that.
    private final TokenBucket secondTries;

    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    private long usedAt;
    private boolean retired;
    private boolean closing;

    /// @param idle called when nobody has used it for a while
    ServiceReader(GatewayState context, String identity, Supplier<SecretStore> opening, Consumer<ServiceReader> idle) {
        this.context = context;
        this.identity = identity;
        this.client = new StoreConnection(opening);
        this.idle = idle;
        this.workers = new Workers(context, this::freed);
        this.runway = new RequestScheduler(context, identity, client, workers, this::complete);
        this.circuit = new Circuit(context, identity, workers, runway, reads, this::refuse);
        this.checks = new Checks(context, client, workers, runway, circuit);
        this.secondTries = new TokenBucket(1, SECOND_TRIES, context.nanos());
        watchIdle();
    }

    String identity() {
        return identity;
    }

    /// Answers somebody at once if there is something that will do, else as soon as it is read. A [#dispatch()] has to
    /// follow.
    void ask(PendingRead pending, RemoteRef reference) {
        var read = reads.computeIfAbsent(reference, _ -> new SharedRead(context, reference));
        read.consumers().add(pending.consumer());
        if (read.serve(pending)) {
            shared();
        } else if (circuit.isOpen()) {
            read.refuse(pending, circuit.refusal());
            shared();
            circuit.probe();
        } else if (read.board(pending)) {
            shared();
        } else if (pending.insists() || read.hasWaiting() || !read.isSecondTry(pending) || maySecondTry(read)) {
            read.await(pending);
            runway.place(read);
        } else {
            read.repeat(pending);
            shared();
        }
    }

    private boolean maySecondTry(SharedRead read) {
        boolean may = !read.isEarly() && secondTries.untilNext(context.nanos()) == 0;
        if (may) {
            secondTries.take(context.nanos());
        }
        return may;
    }

    private void shared() {
        context.executor().afterwards(() -> context.observer().shared(identity));
    }

    void dispatch() {
        runway.dispatch();
    }

    void check(CompletableFuture<Health> asker) {
        checks.ask(asker);
        if (reads.isEmpty()) {
            watchIdle();
        }
    }

    private void complete(Batch batch, Map<RemoteRef, Fetched> answers) {
        observe(batch, answers);
        circuit.completed(batch, answers.values());
        Set<ResourceKey> told = new HashSet<>();
        for (var read : batch.reads()) {
            told.addAll(complete(read, answers.get(read.reference())));
        }
        context.tell(told, batch.beganAt());
        batch.reads().forEach(this::settle);
    }

    private Set<ResourceKey> complete(SharedRead read, Fetched answer) {
        return switch (answer) {
            case Fetched.Found found -> {
                secondTries.give();
                yield read.found(found);
            }
            case Fetched.Absent nothing -> {
                secondTries.give();
                yield read.absent(nothing);
            }
            case Fetched.Failed failed -> {
                read.failed(failed, circuit.isOpen() ? circuit.refusal().nextTry() : context.now());
                yield Set.of();
            }
        };
    }

    private void observe(Batch batch, Map<RemoteRef, Fetched> answers) {
        var took = Duration.ofNanos(context.nanos() - batch.startedAt());
        for (var answer : answers.values()) {
            var result = switch (answer) {
                case Fetched.Found _ -> "found";
                case Fetched.Absent _ -> "absent";
                case Fetched.Failed(var error, _) -> error.cause().spelled();
            };
            context.executor().afterwards(() -> context.observer().read(identity, result, took));
        }
    }

    /// Answers all who wait and are not aboard of a flight.
    private void refuse(Fetched.Failed refusal) {
        reads.values().forEach(read -> read.refuse(refusal));
        runway.clear();
        checks.refuse(refusal.error());
    }

    /// What is to be done with a read that has landed, or that somebody has left.
    private void settle(SharedRead read) {
        if (read.hasWaiting()) {
            runway.place(read);
        } else if (read.isUnused() && reads.remove(read.reference(), read)) {
            context.kept().drop(read);
            watchIdle();
        }
    }

    private void watchIdle() {
        usedAt = context.nanos();
        context.after(IDLE, () -> {
            boolean unused = reads.isEmpty() && context.nanos() - usedAt >= IDLE;
            if (unused && !retired) {
                idle.accept(this);
            }
        });
    }

    private void freed() {
        runway.dispatch();
        checks.dispatch();
        closeWhenDone();
    }

    void leave(ResourceKey consumer, RemoteRef reference) {
        var read = reads.get(reference);
        if (read != null) {
            read.consumers().remove(consumer);
            settle(read);
        }
    }

    /// Nobody new will ask. The client is closed when those who wait have their answers.
    void retire() {
        retired = true;
        closeWhenDone();
    }

    /// Ends a retired one: nobody is waited for.
    void stop(SyncError error) {
        var refusal = new Fetched.Failed(error, context.now());
        reads.values().forEach(read -> read.abandon(refusal));
        refuse(refusal);
        workers.interrupt();
        closeWhenDone();
    }

    private void closeWhenDone() {
        if (!retired || closing || !workers.areIdle() || reads.values().stream().anyMatch(SharedRead::hasWaiting)) {
            return;
        }
        closing = true;
        reads.values().forEach(context.kept()::drop);
        reads.clear();
        context.scheduler().start(() -> {
            client.close();
            return () -> {
                context.observer().gone(identity);
                closed.complete(null);
            };
        });
    }

    /// Done when the client is closed.
    CompletableFuture<Void> closed() {
        return closed;
    }
}
