package dev.lockstep.keys;

import java.util.List;

/// Holds wrapped keys of which any one gives the group's share; with a single group the share is the data key itself.
public record KeyGroup(List<WrappedKey> keys) {
    public KeyGroup {
        keys = List.copyOf(keys);
    }
}
