package dev.lockstep.sync.target;

import dev.lockstep.sync.engine.Live;
import dev.lockstep.sync.engine.SecretData;
import dev.lockstep.sync.engine.SecretName;
import java.util.List;

/// Where Secrets are put: a port with files and Kubernetes behind it. One call changes one Secret, whole or not at all.
public interface Target {
    /// What is there now; the caller closes the data of a present one.
    Live live(SecretName name);

    /// The Secrets of our making that are there.
    List<SecretName> owned();

    /// Puts the data in the place of what is there.
    ///
    /// @throws dev.lockstep.problem.LockstepException `OUTPUT_UNWRITABLE`; what was there before is still there
    void write(SecretName name, SecretData data);

    /// Takes a Secret of our making away.
    ///
    /// @throws dev.lockstep.problem.LockstepException `OUTPUT_UNWRITABLE`
    void remove(SecretName name);
}
