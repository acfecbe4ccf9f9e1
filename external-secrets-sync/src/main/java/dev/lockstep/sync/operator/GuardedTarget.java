package dev.lockstep.sync.operator;

import dev.lockstep.sync.engine.Cause;
import dev.lockstep.sync.engine.Live;
import dev.lockstep.sync.engine.ObjectVersion;
import dev.lockstep.sync.engine.ResourceKey;
import dev.lockstep.sync.engine.SecretName;
import dev.lockstep.sync.engine.SyncError;
import dev.lockstep.sync.engine.SyncPlan;
import dev.lockstep.sync.engine.SyncSpec;
import dev.lockstep.sync.engine.TargetMetadata;
import dev.lockstep.sync.sink.Target;
import dev.lockstep.sync.sink.TargetException;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// Guards the target of a cluster: each call waits for room among the others, and nothing is written any more for a
/// resource that was deleted while its reconcile went on.
final class GuardedTarget implements Target {
    private final Target target;
    private final Predicate<ResourceKey> desired;
    private final ApiCalls calls;

    /// @param desired whether this very resource is still there and is not being deleted
    GuardedTarget(Target target, Predicate<ResourceKey> desired, ApiCalls calls) {
        this.target = target;
        this.desired = desired;
        this.calls = calls;
    }

    @Override
    public TargetMetadata look(SyncSpec spec) {
        return call(() -> target.look(spec));
    }

    @Override
    public Live live(SyncSpec spec) {
        return call(() -> target.live(spec));
    }

    @Override
    public ObjectVersion recognise(SyncSpec spec) {
        return call(() -> target.recognise(spec));
    }

    @Override
    public List<SecretName> owned() {
        return call(target::owned);
    }

    @Override
    public ObjectVersion write(SyncSpec spec, SyncPlan.Write plan) {
        return call(() -> {
            if (!desired.test(spec.resourceKey())) {
                throw new TargetException(new SyncError(
                        Cause.TARGET_REFUSED,
                        "the resource was deleted meanwhile",
                        spec.resourceKey().toString(),
                        ""));
            }
            return target.write(spec, plan);
        });
    }

    @Override
    public void remove(SecretName name, ObjectVersion basis) {
        call(() -> {
            target.remove(name, basis);
            return name;
        });
    }

    @Override
    public void tidy(SyncSpec spec) {
        call(() -> {
            target.tidy(spec);
            return spec;
        });
    }

    private <T> T call(Supplier<T> call) {
        try (var _ = calls.beginUninterruptibly()) {
            return call.get();
        }
    }
}
