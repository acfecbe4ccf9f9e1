package dev.lockstep.config;

import dev.lockstep.keys.MasterKey;
import dev.lockstep.rules.Selection;
import java.util.List;

/// What flags and environment say about how a new file is encrypted; it goes over what `.sops.yaml` says.
///
/// @param keys replace the rule's keys if there are any
/// @param selections each replaces the rule's selection of the same name; of different names only one may remain
/// @param shamirThreshold replaces the rule's unless 0
/// @param macOnlyEncrypted true, or as the rule says
public record RuleFlags(
        List<MasterKey> keys, List<Selection> selections, int shamirThreshold, boolean macOnlyEncrypted) {
    /// No flag is given.
    public static final RuleFlags NONE = new RuleFlags(List.of(), List.of(), 0, false);

    public RuleFlags {
        keys = List.copyOf(keys);
        selections = List.copyOf(selections);
    }
}
