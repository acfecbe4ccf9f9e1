package dev.lockstep.sync.agent;

import dev.lockstep.sync.engine.Live;
import dev.lockstep.sync.engine.ObjectVersion;
import dev.lockstep.sync.engine.SecretName;
import dev.lockstep.sync.engine.SyncPlan;
import dev.lockstep.sync.engine.SyncSpec;
import dev.lockstep.sync.engine.TargetMetadata;
import dev.lockstep.sync.sink.Target;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Shows what is there and changes nothing.
///
/// @param target what would be written into; null if it does not exist yet
record DryRunTarget(@Nullable Target target) implements Target {
    @Override
    public TargetMetadata look(SyncSpec spec) {
        return target == null ? new TargetMetadata.Absent() : target.look(spec);
    }

    @Override
    public Live live(SyncSpec spec) {
        return target == null ? new Live.Absent() : target.live(spec);
    }

    @Override
    public List<SecretName> owned() {
        return target == null ? List.of() : target.owned();
    }

    @Override
    public ObjectVersion write(SyncSpec spec, SyncPlan.Write plan) {
        return ObjectVersion.NONE;
    }

    @Override
    public void remove(SecretName name, ObjectVersion basis) {
        // It would be removed.
    }
}
