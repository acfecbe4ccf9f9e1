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

    /// The same block with another presentation.
    public Metadata presenting(String encrypted) {
        return with(encrypted, structure);
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
