package dev.lockstep.sync.agent;

import dev.lockstep.sync.engine.Live;
import dev.lockstep.sync.engine.Mark;
import dev.lockstep.sync.engine.SecretName;
import dev.lockstep.sync.engine.Sighting;
import dev.lockstep.sync.engine.SyncPlan;
import dev.lockstep.sync.engine.SyncSpec;
import dev.lockstep.sync.target.Target;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Shows what is there and changes nothing.
///
/// @param target what would be written into; null if it does not exist yet
record DryRunTarget(@Nullable Target target) implements Target {
    @Override
    public Sighting look(SyncSpec spec) {
        return target == null ? new Sighting.Absent() : target.look(spec);
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
    public Mark write(SyncSpec spec, SyncPlan.Write plan) {
        return Mark.NONE;
    }

    @Override
    public void remove(SecretName name, Mark basis) {
        // It would be removed.
    }
}
