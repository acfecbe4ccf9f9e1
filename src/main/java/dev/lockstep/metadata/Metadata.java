package dev.lockstep.metadata;

import dev.lockstep.document.Node;
import dev.lockstep.keys.KeyGroup;
import dev.lockstep.rules.Selection;
import java.util.List;

/// Holds the `sops` block of a file (spec 2.4).
///
/// @param groups key groups; exactly one is written as top-level key lists
/// @param shamirThreshold groups needed to open the file; 0 when not set
/// @param lastModified RFC 3339, UTC, seconds: the AAD of the MAC, as re-formatted text
/// @param mac the encrypted MAC, `ENC[…]`; empty when absent
/// @param version the sops level of the writer, `3.13.3`
/// @param presentation encrypted [dev.lockstep.document.FormattingHints]; empty when there is none
/// @param structure the encrypted digest of keys, types and plain values, `ENC[…]`; empty when there is none
/// @param unknown entries not known here, kept for a rewrite
public record Metadata(
        List<KeyGroup> groups,
        int shamirThreshold,
        Selection selection,
        boolean macOnlyEncrypted,
        String lastModified,
        String mac,
        String version,
        String presentation,
        String structure,
        List<Node.Entry> unknown) {
    /// The key of the block in the top map.
    public static final String KEY = "sops";

    /// The sops level that this program matches; written into files and printed by `--version`.
    public static final String VERSION = "3.13.3";

    public Metadata {
        groups = List.copyOf(groups);
        unknown = List.copyOf(unknown);
    }

    /// The block of a new file before its values are known.
    public static Metadata of(
            List<KeyGroup> groups, int shamirThreshold, Selection selection, boolean macOnlyEncrypted) {
        return new Metadata(groups, shamirThreshold, selection, macOnlyEncrypted, "", "", VERSION, "", "", List.of());
    }

    /// The same block with another presentation.
    public Metadata presenting(String encrypted) {
        return with(encrypted, structure);
    }

    /// The same block with another structure.
    public Metadata structured(String encrypted) {
        return with(presentation, encrypted);
    }

    /// The same block after the file was written anew.
    ///
    /// @param time RFC 3339, UTC, seconds
    /// @param newMac encrypted for that time
    public Metadata modified(String time, String newMac) {
        return new Metadata(
                groups,
                shamirThreshold,
                selection,
                macOnlyEncrypted,
                time,
                newMac,
                version,
                presentation,
                structure,
                unknown);
    }

    /// The same block with another rule.
    public Metadata selecting(Selection newSelection) {
        return new Metadata(
                groups,
                shamirThreshold,
                newSelection,
                macOnlyEncrypted,
                lastModified,
                mac,
                version,
                presentation,
                structure,
                unknown);
    }

    /// The same block for other keys.
    public Metadata keyed(List<KeyGroup> newGroups, int newThreshold) {
        return new Metadata(
                newGroups,
                newThreshold,
                selection,
                macOnlyEncrypted,
                lastModified,
                mac,
                version,
                presentation,
                structure,
                unknown);
    }

    /// The same block as of this program, unless a newer one wrote it.
    public Metadata upgraded() {
        return isOlder(version)
                ? new Metadata(
                        groups,
                        shamirThreshold,
                        selection,
                        macOnlyEncrypted,
                        lastModified,
                        mac,
                        VERSION,
                        presentation,
                        structure,
                        unknown)
                : this;
    }

    private static boolean isOlder(String version) {
        var ours = VERSION.split("\\.");
        var theirs = version.split("[.+-]");
        for (int i = 0; i < ours.length && i < theirs.length; i++) {
            var their = theirs[i].startsWith("v") ? theirs[i].substring(1) : theirs[i];
            if (!their.matches("[0-9]{1,9}")) {
                return false;
            }
            int order = Integer.compare(Integer.parseInt(their), Integer.parseInt(ours[i]));
            if (order != 0) {
                return order < 0;
            }
        }
        return false;
    }

    /// The same block without a structure.
    public Metadata withoutStructure() {
        return with(presentation, "");
    }

    private Metadata with(String otherPresentation, String otherStructure) {
        return new Metadata(
                groups,
                shamirThreshold,
                selection,
                macOnlyEncrypted,
                lastModified,
                mac,
                version,
                otherPresentation,
                otherStructure,
                unknown);
    }
}
