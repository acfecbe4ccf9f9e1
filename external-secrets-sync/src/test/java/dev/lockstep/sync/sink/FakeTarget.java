package dev.lockstep.sync.sink;

import dev.lockstep.problem.LockstepException;
import dev.lockstep.problem.Problem;
import dev.lockstep.sync.engine.Cause;
import dev.lockstep.sync.engine.Live;
import dev.lockstep.sync.engine.ObjectVersion;
import dev.lockstep.sync.engine.SecretData;
import dev.lockstep.sync.engine.SecretName;
import dev.lockstep.sync.engine.SyncError;
import dev.lockstep.sync.engine.SyncPlan;
import dev.lockstep.sync.engine.SyncSpec;
import dev.lockstep.sync.engine.TargetMetadata;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Secrets in memory, in which somebody else may meddle.
public final class FakeTarget implements Target {
    private final Map<SecretName, State> secrets = new LinkedHashMap<>();
    private final Map<SecretName, String> foreign = new HashMap<>();
    private @Nullable Problem broken;
    private @Nullable Runnable meddling;
    private final List<SecretName> tidied = new ArrayList<>();
    private int changes;

    private record State(ObjectVersion objectVersion, SecretData data) {}

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

    /// Somebody else puts this in the place.
    public void meddle(SecretName name, SecretData data) {
        put(name, data);
    }

    /// Somebody else does this right before the next write.
    public void meddleBeforeTheNextWrite(Runnable meddling) {
        this.meddling = () -> {
            this.meddling = null;
            meddling.run();
        };
    }

    public void meddleBeforeEveryWrite(Runnable meddling) {
        this.meddling = meddling;
    }

    /// The Secrets of the specs that were tidied up after.
    public List<SecretName> tidied() {
        return List.copyOf(tidied);
    }

    @Override
    public TargetMetadata look(SyncSpec spec) {
        var state = secrets.get(spec.target());
        return state == null ? new TargetMetadata.Absent() : new TargetMetadata.There(state.objectVersion(), true);
    }

    @Override
    public ObjectVersion recognise(SyncSpec spec) {
        return look(spec) instanceof TargetMetadata.There(var objectVersion, _) ? objectVersion : ObjectVersion.NONE;
    }

    @Override
    public Live live(SyncSpec spec) {
        var name = spec.target();
        if (foreign.get(name) instanceof String what) {
            return new Live.Foreign(what);
        }
        var state = secrets.get(name);
        return state == null
                ? new Live.Absent()
                : new Live.Present(
                        state.data().copy(), Live.Facts.of(state.objectVersion(), true, false, true, Set.of()));
    }

    @Override
    public List<SecretName> owned() {
        return List.copyOf(secrets.keySet());
    }

    @Override
    public ObjectVersion write(SyncSpec spec, SyncPlan.Write plan) {
        refuseIfBroken();
        if (meddling != null) {
            meddling.run();
        }
        var state = secrets.get(spec.target());
        refuseUnless(plan.basis().equals(state == null ? ObjectVersion.NONE : state.objectVersion()));
        return put(spec.target(), plan.data());
    }

    private ObjectVersion put(SecretName name, SecretData data) {
        var before = secrets.get(name);
        var version = Integer.toString(++changes);
        var objectVersion = new ObjectVersion(
                before == null ? "uid-" + version : before.objectVersion().uid(), version);
        secrets.put(name, new State(objectVersion, data.copy()));
        return objectVersion;
    }

    @Override
    public void remove(SecretName name, ObjectVersion basis) {
        refuseIfBroken();
        var state = secrets.get(name);
        if (state != null) {
            refuseUnless(basis.equals(ObjectVersion.NONE) || basis.equals(state.objectVersion()));
            secrets.remove(name);
        }
    }

    @Override
    public void tidy(SyncSpec spec) {
        tidied.add(spec.target());
    }

    private void refuseIfBroken() {
        if (broken != null) {
            throw new LockstepException(broken);
        }
    }

    private static void refuseUnless(boolean expected) {
        if (!expected) {
            throw TargetException.changed(new SyncError(Cause.TARGET_UNREACHABLE, "changed meanwhile", "", ""));
        }
    }
}
