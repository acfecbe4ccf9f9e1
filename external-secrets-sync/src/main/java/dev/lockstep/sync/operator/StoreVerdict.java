package dev.lockstep.sync.operator;

import dev.lockstep.sync.api.Condition;
import dev.lockstep.sync.api.StoreStatus;
import dev.lockstep.sync.engine.Cause;
import dev.lockstep.sync.engine.Fault;
import dev.lockstep.sync.store.SecretStore.Health;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;

/// What a check of a store gave, as its condition `Ready` tells it. The reasons are those of ESO 2.9, and `NotServed`.
record StoreVerdict(boolean ready, String reason, String message) {
    private static final String READY = "Ready";

    static StoreVerdict of(Health health) {
        return switch (health) {
            case Health.Ready _ -> new StoreVerdict(true, "Valid", "store validated");
            case Health.Unknown _ ->
                new StoreVerdict(true, "ValidationUnknown", "whether the store works shows when it is used");
            case Health.Failed(var fault) ->
                of(fault, fault.cause() == Cause.STORE_INVALID ? "ValidationFailed" : reason(fault.cause()));
        };
    }

    /// What was found without asking anybody.
    static StoreVerdict of(Fault fault) {
        return of(fault, reason(fault.cause()));
    }

    private static StoreVerdict of(Fault fault, String reason) {
        var next = fault.next().isEmpty() ? "" : "; " + fault.next();
        return new StoreVerdict(false, reason, fault.line() + next);
    }

    private static String reason(Cause cause) {
        return switch (cause) {
            case NOT_SERVED -> "NotServed";
            case STORE_INVALID, STORE_DENIED, STORE_NOT_FOUND, SPEC_INVALID -> "InvalidStoreConfiguration";
            case CREDENTIAL_MISSING, AUTH_FAILED, ACCESS_DENIED -> "InvalidProviderConfig";
            case SECRET_NOT_FOUND,
                    MOUNT_NOT_FOUND,
                    KV_VERSION,
                    PROPERTY_NOT_FOUND,
                    VALUE_INVALID,
                    KEY_INVALID,
                    TOO_LARGE,
                    THROTTLED,
                    SEALED,
                    UNREACHABLE,
                    TIMEOUT,
                    ANSWER_INVALID,
                    DECRYPTION_FAILED,
                    TARGET_MISSING,
                    TARGET_FOREIGN,
                    FIELD_CONFLICT,
                    TARGET_IMMUTABLE,
                    TARGET_REFUSED,
                    TARGET_UNREACHABLE,
                    INTERNAL -> "ValidationFailed";
        };
    }

    /// The status with this verdict. Conditions of other types stay; the time stays while status and reason do.
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
        return new StoreStatus(capabilities, conditions);
    }

    private String status() {
        return ready ? "True" : "False";
    }
}
