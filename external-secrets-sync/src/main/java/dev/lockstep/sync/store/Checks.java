package dev.lockstep.sync.store;

import dev.lockstep.sync.engine.Cause;
import dev.lockstep.sync.engine.SyncError;
import dev.lockstep.sync.store.SecretStore.Health;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// Asks one service whether it is well; whoever wants to know meanwhile gets the next answer. It counts as a request,
/// and does not wait for the rate, since there is never more than one.
final class Checks {
    private final GatewayState context;
    private final StoreConnection client;
    private final Workers workers;
    private final RequestScheduler runway;
    private final Circuit circuit;
    private List<CompletableFuture<Health>> waiting = new ArrayList<>();
    private boolean checking;

    Checks(GatewayState context, StoreConnection client, Workers workers, RequestScheduler runway, Circuit circuit) {
        this.context = context;
        this.client = client;
        this.workers = workers;
        this.runway = runway;
        this.circuit = circuit;
    }

    void ask(CompletableFuture<Health> asker) {
        if (!circuit.letsCheck()) {
            answer(List.of(asker), new Health.Failed(circuit.refusal().error()));
        } else {
            waiting.add(asker);
            dispatch();
        }
    }

    void dispatch() {
        if (waiting.isEmpty() || checking || workers.areFull()) {
            return;
        }
        checking = true;
        runway.bucket().take(context.nanos());
        var askers = waiting;
        var beganAt = context.now();
        waiting = new ArrayList<>();
        workers.run(client::check, late(), health -> checked(askers, health, beganAt), _ -> {});
    }

    private static Health late() {
        return new Health.Failed(new SyncError(
                Cause.TIMEOUT,
                "the store gave no answer in time",
                "",
                "see whether it is overloaded, or the network slow"));
    }

    private void checked(List<CompletableFuture<Health>> askers, Health health, Instant beganAt) {
        checking = false;
        circuit.checked(health, beganAt);
        answer(askers, health);
    }

    void refuse(SyncError error) {
        answer(waiting, new Health.Failed(error));
        waiting = new ArrayList<>();
    }

    private void answer(List<CompletableFuture<Health>> askers, Health health) {
        context.executor().afterwards(() -> askers.forEach(asker -> asker.complete(health)));
    }
}
