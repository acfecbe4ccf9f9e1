package dev.lockstep.sync.engine;

/// What the target holds now. Owns the data it shows.
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

    /// There is one in a state that was read or written before; of the data only a keyed hash was kept.
    record Known(Fingerprint fingerprint, Facts facts) implements Live {}

    /// There is one of our making that is not whole: what a kill left, or what somebody changed.
    record Damaged() implements Live {}

    /// Something stands in its place that is not of our making and may not be touched.
    ///
    /// @param what its place, or whose it is
    record Foreign(String what) implements Live {}

    /// What there is to know of a target besides its data.
    ///
    /// @param ours whether it carries the mark of our making
    /// @param metadataMatches whether labels, annotations, owner and type are as the wish has them
    record Facts(Mark mark, boolean ours, boolean immutable, boolean metadataMatches) {
        public static final Facts PLAIN = new Facts(Mark.NONE, true, false, true);
    }

    @Override
    default void close() {}
}
