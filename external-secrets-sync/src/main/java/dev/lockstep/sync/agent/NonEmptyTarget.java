package dev.lockstep.sync.agent;

import dev.lockstep.sync.engine.Cause;
import dev.lockstep.sync.engine.Live;
import dev.lockstep.sync.engine.ObjectVersion;
import dev.lockstep.sync.engine.SecretName;
import dev.lockstep.sync.engine.SyncError;
import dev.lockstep.sync.engine.SyncPlan;
import dev.lockstep.sync.engine.SyncSpec;
import dev.lockstep.sync.engine.TargetMetadata;
import dev.lockstep.sync.sink.Target;
import dev.lockstep.sync.sink.TargetException;
import java.util.List;

/// Refuses to write a Secret without a key: a manifest that lost its data is more likely broken than meant.
record NonEmptyTarget(Target target) implements Target {
    @Override
    public TargetMetadata look(SyncSpec spec) {
        return target.look(spec);
    }

    @Override
    public Live live(SyncSpec spec) {
        return target.live(spec);
    }

    @Override
    public List<SecretName> owned() {
        return target.owned();
    }

    @Override
    public ObjectVersion write(SyncSpec spec, SyncPlan.Write plan) {
        if (plan.data().values().isEmpty()) {
            throw new TargetException(new SyncError(
                    Cause.VALUE_INVALID,
                    "Secret " + spec.target()
                            + (plan.stray().isEmpty() ? " would have no key" : " would lose all of its keys"),
                    "",
                    "give it data; if an empty Secret is meant, add --allow-empty-secrets"));
        }
        return target.write(spec, plan);
    }

    @Override
    public void remove(SecretName name, ObjectVersion basis) {
        target.remove(name, basis);
    }

    @Override
    public void tidy(SyncSpec spec) {
        target.tidy(spec);
    }
}
