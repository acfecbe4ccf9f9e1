package dev.lockstep.sync.target;

import dev.lockstep.problem.LockstepException;
import dev.lockstep.problem.Problem;
import dev.lockstep.secret.Plaintext;
import dev.lockstep.sync.engine.Live;
import dev.lockstep.sync.engine.Mark;
import dev.lockstep.sync.engine.SecretData;
import dev.lockstep.sync.engine.SecretName;
import dev.lockstep.sync.engine.Sighting;
import dev.lockstep.sync.engine.SyncPlan;
import dev.lockstep.sync.engine.SyncSpec;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Secrets in memory.
public final class FakeTarget implements Target {
    private final Map<SecretName, Map<String, Plaintext>> secrets = new LinkedHashMap<>();
    private final Map<SecretName, String> foreign = new HashMap<>();
    private @Nullable Problem broken;

    /// Says that something of another making stands in a place.
    public FakeTarget foreign(SecretName name, String what) {
        foreign.put(name, what);
        return this;
    }

    /// From now on every change fails.
    public FakeTarget broken(Problem problem) {
        broken = problem;
        return this;
    }

    @Override
    public Sighting look(SyncSpec spec) {
        return secrets.containsKey(spec.target()) ? new Sighting.There(Mark.NONE, true) : new Sighting.Absent();
    }

    @Override
    public Live live(SyncSpec spec) {
        var name = spec.target();
        if (foreign.get(name) instanceof String what) {
            return new Live.Foreign(what);
        }
        var values = secrets.get(name);
        return values == null ? new Live.Absent() : new Live.Present(SecretData.owning(copy(values)), Live.Facts.PLAIN);
    }

    @Override
    public List<SecretName> owned() {
        return List.copyOf(secrets.keySet());
    }

    @Override
    public Mark write(SyncSpec spec, SyncPlan.Write plan) {
        refuseIfBroken();
        secrets.put(spec.target(), copy(plan.data().values()));
        return Mark.NONE;
    }

    @Override
    public void remove(SecretName name, Mark basis) {
        refuseIfBroken();
        secrets.remove(name);
    }

    private void refuseIfBroken() {
        if (broken != null) {
            throw new LockstepException(broken);
        }
    }

    private static Map<String, Plaintext> copy(Map<String, Plaintext> values) {
        Map<String, Plaintext> copy = new LinkedHashMap<>();
        values.forEach((key, value) ->
                copy.put(key, Plaintext.owning(value.type(), value.lent().clone())));
        return copy;
    }
}
