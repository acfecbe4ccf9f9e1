package dev.lockstep.config;

import dev.lockstep.keys.MasterKey;
import dev.lockstep.rules.Selection;
import java.util.List;

/// Holds how a new file is encrypted: for whom, and which values.
///
/// @param keyGroups master keys by group; one group means no secret sharing
/// @param shamirThreshold groups needed to open the file; 0 means all
public record CreationRule(
        List<List<MasterKey>> keyGroups, int shamirThreshold, Selection selection, boolean macOnlyEncrypted) {
    public CreationRule {
        keyGroups = keyGroups.stream().map(List::copyOf).toList();
    }
}
