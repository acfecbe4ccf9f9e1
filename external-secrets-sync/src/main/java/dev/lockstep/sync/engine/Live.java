package dev.lockstep.sync.engine;

import java.util.List;
import java.util.Set;

/// Holds the current content of the target. Owns the data it shows.
public sealed interface Live extends AutoCloseable {
    /// There is none.
    record Absent() implements Live {}

    /// There is one, and its data was read.
    record Present(SecretData data, Facts facts) implements Live {
        @Override
        public void close() {
            data.close();
        }
    }

    /// There is one in a state that was read or written before; of the data only keyed hashes were kept. Of a target
    /// that others write into too, those of its whole data or of our part of it.
    record Known(Fingerprint fingerprint, Facts facts) implements Live {}

    /// There is one of our own that is not whole: what a kill left, or what somebody changed.
    record Damaged() implements Live {}

    /// Something stands in its place that is not our own and may not be touched.
    ///
    /// @param what its place, or whose it is
    record Foreign(String what) implements Live {}

    /// What there is to know of a target besides its data.
    ///
    /// @param ours whether it carries our ownership label
    /// @param metadataMatches whether labels, annotations, owner, type and immutability are as the spec has them
    /// @param ownKeys the keys of the data that the API server has on record as applied by this spec's field manager;
    ///     the planner takes those away that are no longer wanted from a target that others write into too
    /// @param type of the Secret; empty if that is not known, or of no meaning
    /// @param writtenBy the field managers of a Secret that this spec never wrote; empty if it did
    record Facts(
            ObjectVersion objectVersion,
            boolean ours,
            boolean immutable,
            boolean metadataMatches,
            Set<String> ownKeys,
            String type,
            List<String> writtenBy) {
        public static final Facts PLAIN = of(ObjectVersion.NONE, true, false, true, Set.of());

        public Facts {
            ownKeys = Set.copyOf(ownKeys);
            writtenBy = List.copyOf(writtenBy);
        }

        /// Of a Secret that this spec wrote.
        public static Facts of(
                ObjectVersion objectVersion,
                boolean ours,
                boolean immutable,
                boolean metadataMatches,
                Set<String> ownKeys) {
            return new Facts(objectVersion, ours, immutable, metadataMatches, ownKeys, "", List.of());
        }
    }

    @Override
    default void close() {}
}
