package dev.lockstep.sync.agent;

import dev.lockstep.sync.engine.Cause;
import dev.lockstep.sync.engine.Fault;
import dev.lockstep.sync.engine.Live;
import dev.lockstep.sync.engine.Mark;
import dev.lockstep.sync.engine.SecretName;
import dev.lockstep.sync.engine.Sighting;
import dev.lockstep.sync.engine.SyncPlan;
import dev.lockstep.sync.engine.SyncSpec;
import dev.lockstep.sync.target.Target;
import dev.lockstep.sync.target.TargetException;
import java.util.List;

/// Refuses to write a Secret without a key: a manifest that lost its data is more likely broken than meant.
record NonEmptyTarget(Target target) implements Target {
    @Override
    public Sighting look(SyncSpec spec) {
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
    public Mark write(SyncSpec spec, SyncPlan.Write plan) {
        if (plan.data().values().isEmpty()) {
            throw new TargetException(new Fault(
                    Cause.VALUE_INVALID,
                    "Secret " + spec.target()
                            + (plan.stray().isEmpty() ? " would have no key" : " would lose all of its keys"),
                    "",
                    "give it data; if an empty Secret is meant, add --allow-empty-secrets"));
        }
        return target.write(spec, plan);
    }

    @Override
    public void remove(SecretName name, Mark basis) {
        target.remove(name, basis);
    }

    @Override
    public void tidy(SyncSpec spec) {
        target.tidy(spec);
    }
}
