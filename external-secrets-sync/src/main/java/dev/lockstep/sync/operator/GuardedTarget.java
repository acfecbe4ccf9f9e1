package dev.lockstep.sync.operator;

import dev.lockstep.sync.engine.Cause;
import dev.lockstep.sync.engine.Fault;
import dev.lockstep.sync.engine.Live;
import dev.lockstep.sync.engine.Mark;
import dev.lockstep.sync.engine.SecretName;
import dev.lockstep.sync.engine.Sighting;
import dev.lockstep.sync.engine.Subject;
import dev.lockstep.sync.engine.SyncPlan;
import dev.lockstep.sync.engine.SyncSpec;
import dev.lockstep.sync.target.Target;
import dev.lockstep.sync.target.TargetException;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// The target as passes of a cluster see it: not more calls at once than one connection bears, and nothing is written
/// any more for a resource that was deleted while its pass went on.
final class GuardedTarget implements Target {
    /// Below the streams that an API server allows on one connection (100).
    private static final int CALLS = 64;

    private final Target target;
    private final Predicate<Subject> wishing;
    private final Failpoints failpoints;
    private final Semaphore calls = new Semaphore(CALLS, true);

    /// @param wishing whether this very resource is still there and is not being deleted
    GuardedTarget(Target target, Predicate<Subject> wishing, Failpoints failpoints) {
        this.target = target;
        this.wishing = wishing;
        this.failpoints = failpoints;
    }

    @Override
    public Sighting look(SyncSpec spec) {
        return call(() -> target.look(spec));
    }

    @Override
    public Live live(SyncSpec spec) {
        failpoints.reached(Failpoints.Step.RENDERED);
        return call(() -> target.live(spec));
    }

    @Override
    public List<SecretName> owned() {
        return call(target::owned);
    }

    @Override
    public Mark write(SyncSpec spec, SyncPlan.Write plan) {
        var mark = call(() -> {
            if (!wishing.test(spec.subject())) {
                throw new TargetException(new Fault(
                        Cause.TARGET_REFUSED,
                        "the resource was deleted meanwhile",
                        spec.subject().toString(),
                        ""));
            }
            return target.write(spec, plan);
        });
        failpoints.reached(Failpoints.Step.SECRET_WRITTEN);
        return mark;
    }

    @Override
    public void remove(SecretName name, Mark basis) {
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
        calls.acquireUninterruptibly();
        try {
            return call.get();
        } finally {
            calls.release();
        }
    }
}
