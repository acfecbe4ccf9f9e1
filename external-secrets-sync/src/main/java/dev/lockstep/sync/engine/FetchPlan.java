package dev.lockstep.sync.engine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/// What has to be read for a wish: of each store, each reference once.
public record FetchPlan(SequencedMap<StoreRef, List<RemoteRef>> needs) {
    public static FetchPlan of(SyncSpec spec) {
        SequencedMap<StoreRef, List<RemoteRef>> needs = new LinkedHashMap<>();
        for (var entry : spec.entries()) {
            var references = needs.computeIfAbsent(entry.store(), _ -> new ArrayList<>());
            if (!references.contains(entry.remote())) {
                references.add(entry.remote());
            }
        }
        return new FetchPlan(needs);
    }
}
