package dev.lockstep.sync.operator;

import dev.lockstep.problem.ProblemText;
import dev.lockstep.sync.api.Condition;
import dev.lockstep.sync.api.StoreStatus;
import dev.lockstep.sync.engine.Cause;
import dev.lockstep.sync.engine.SyncError;
import dev.lockstep.sync.store.SecretStore.Health;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Holds the result of a store's check, as its condition `Ready` tells it. The reasons are those of ESO 2.9, and
/// `NotServed`.
///
/// @param cause null if nothing is wrong
record StoreVerdict(
        boolean ready,
        String reason,
        String message,
        @Nullable Cause cause) {
    private static final String READY = "Ready";
    private static final String VALID = "Valid";

    static StoreVerdict of(Health health) {
        return switch (health) {
            case Health.Ready _ -> new StoreVerdict(true, VALID, "store validated", null);
            case Health.Unknown _ ->
                new StoreVerdict(true, "ValidationUnknown", "whether the store works shows when it is used", null);
            case Health.Failed(var error) -> of(error);
        };
    }

    /// ESO has one reason for every store that cannot be used; which of them it is, the message tells.
    static StoreVerdict of(SyncError error) {
        var next = error.next().isEmpty() ? "" : "; " + error.next();
        var reason = error.cause() == Cause.NOT_SERVED ? "NotServed" : "InvalidProviderConfig";
        var problem = error.cause().spelled() + ": " + error.lineWithCauses();
        return new StoreVerdict(false, reason, ProblemText.conditionMessage(problem, next), error.cause());
    }

    /// The same with fields that the API server dropped from the store, so that they have no effect.
    StoreVerdict warning(List<String> unknown) {
        return unknown.isEmpty()
                ? this
                : new StoreVerdict(
                        ready, reason, message + "; ignored, unknown field: " + String.join(", ", unknown), cause);
    }

    /// The status with this verdict. Conditions of other types stay; the time stays while status and reason do. What
    /// the store can do is told once it has been found valid, as ESO does.
    ///
    /// @param capabilities of a valid one
    StoreStatus onto(StoreStatus before, String capabilities, Instant now) {
        var conditions = new ArrayList<Condition>();
        var since = now.truncatedTo(ChronoUnit.SECONDS).toString();
        for (var condition : before.conditions()) {
            if (!condition.type().equals(READY)) {
                conditions.add(condition);
            } else if (condition.status().equals(status())
                    && condition.reason().equals(reason)
                    && !condition.lastTransitionTime().isEmpty()) {
                since = condition.lastTransitionTime();
            }
        }
        conditions.add(new Condition(READY, status(), reason, message, since));
        return new StoreStatus(reason.equals(VALID) ? capabilities : before.capabilities(), conditions);
    }

    private String status() {
        return ready ? "True" : "False";
    }
}
