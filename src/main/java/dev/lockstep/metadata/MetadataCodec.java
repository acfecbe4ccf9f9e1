package dev.lockstep.metadata;

import dev.lockstep.document.Node.Entry;
import dev.lockstep.document.Node.Mapping;
import dev.lockstep.keys.KeyGroup;
import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;

/// Reads and writes the `sops` block of a file, from its tree and back (spec 2.4). Reads what any sops wrote, in any
/// order of fields; writes what sops 3.13 would.
public final class MetadataCodec {
    /// Above this a file is refused: nobody has so many recipients, and each costs a try.
    static final int MOST_KEYS = 1000;

    /// As many shares as there are x coordinates, see [dev.lockstep.crypto.Shamir].
    static final int MOST_GROUPS = 255;

    private MetadataCodec() {}

    /// Reads the block from the first document's map. Entries not known here are kept in [Metadata#unknown()].
    ///
    /// @throws LockstepException `METADATA_NOT_FOUND` if there is none; `METADATA_INVALID` if it occurs twice, is no
    /// map, has no keys,
    ///     lacks a field or has one of another kind
    public static Metadata read(Mapping firstRoot) {
        Entry block = null;
        for (var member : firstRoot.members()) {
            if (member instanceof Entry entry && entry.key().equals(Metadata.KEY)) {
                if (block != null) {
                    throw unusable("there is more than one top-level sops entry");
                }
                block = entry;
            }
        }
        if (block == null) {
            throw new LockstepException(
                    Kind.METADATA_NOT_FOUND,
                    "sops metadata not found",
                    "",
                    "encrypt the file first, or check its format");
        }
        if (!(block.value().resolved() instanceof Mapping mapping)) {
            throw unusable("the top-level sops entry is not a map");
        }
        return MetadataReader.read(mapping);
    }

    /// The value of the `sops` entry, all maps in alphabetical order, without spans. A single key group becomes
    /// top-level lists.
    public static Mapping write(Metadata metadata) {
        return MetadataWriter.write(metadata);
    }

    /// The block that stands in a file with these fields: equal ones untouched, comments, order and unknown fields
    /// kept.
    ///
    /// @param block the value of the `sops` entry as it was read
    public static Mapping update(Mapping block, Metadata metadata) {
        return MetadataMerge.onto(block, MetadataWriter.write(metadata, block));
    }

    static int countOf(Iterable<KeyGroup> groups) {
        int count = 0;
        for (var group : groups) {
            count += group.keys().size();
        }
        return count;
    }

    static LockstepException unusable(String what) {
        return new LockstepException(Kind.METADATA_INVALID, what, "", "restore the sops block from version control");
    }
}
