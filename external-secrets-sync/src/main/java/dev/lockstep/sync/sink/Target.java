package dev.lockstep.sync.sink;

import dev.lockstep.sync.engine.Live;
import dev.lockstep.sync.engine.ObjectVersion;
import dev.lockstep.sync.engine.SecretName;
import dev.lockstep.sync.engine.SyncPlan;
import dev.lockstep.sync.engine.SyncSpec;
import dev.lockstep.sync.engine.TargetMetadata;
import java.util.List;

/// Stores Secrets: a port with files and Kubernetes behind it. One call changes one Secret, whole or not at all.
public interface Target {
    /// What can be seen of a spec's target without reading its data; cheap.
    TargetMetadata look(SyncSpec spec);

    /// What is there now; the caller closes it.
    Live live(SyncSpec spec);

    /// The state of a spec's target if that is how a reconcile left it, as far as can be told without asking a store:
    /// for a process that knows of that reconcile only from a status without the state. [ObjectVersion#NONE] if it is
    /// not, or cannot be told.
    ///
    /// @throws TargetException if it cannot be looked at
    default ObjectVersion recognise(SyncSpec spec) {
        return ObjectVersion.NONE;
    }

    /// Our own Secrets that are there.
    List<SecretName> owned();

    /// Puts the data in the place of what is there.
    ///
    /// @return the state it is in now
    /// @throws TargetException if it did not happen; what was there before is still there
    ObjectVersion write(SyncSpec spec, SyncPlan.Write plan);

    /// Removes one of our own Secrets, if it is still in the state that the decision was made on.
    ///
    /// @throws TargetException if it did not happen
    void remove(SecretName name, ObjectVersion basis);

    /// Takes away what a spec left where it does not want it any more, once its Secret stands where it does.
    ///
    /// @throws TargetException if it did not happen
    default void tidy(SyncSpec spec) {}
}
