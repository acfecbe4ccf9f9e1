package dev.lockstep.sync.engine;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedMap;
import java.util.SequencedSet;

/// Lists the references that a spec reads: of each store, each reference once.
public record FetchPlan(SequencedMap<StoreRef, List<RemoteRef>> needs) {
    public static FetchPlan of(SyncSpec spec) {
        SequencedMap<StoreRef, SequencedSet<RemoteRef>> references = new LinkedHashMap<>();
        for (var entry : spec.entries()) {
            references
                    .computeIfAbsent(entry.store(), _ -> new LinkedHashSet<>())
                    .add(entry.remote());
        }
        SequencedMap<StoreRef, List<RemoteRef>> needs = new LinkedHashMap<>();
        references.forEach((store, of) -> needs.put(store, List.copyOf(of)));
        return new FetchPlan(needs);
    }
}
