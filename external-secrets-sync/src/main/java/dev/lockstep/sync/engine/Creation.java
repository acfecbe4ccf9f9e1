package dev.lockstep.sync.engine;

/// Lists who may create the target and who owns it: `target.creationPolicy`.
public enum Creation {
    /// Made and owned, goes with its ExternalSecret.
    OWNER("Owner"),
    /// Made and left behind.
    ORPHAN("Orphan"),
    /// Only written into, never made.
    MERGE("Merge"),
    /// Not written at all.
    NONE("None"),
    /// Made if missing, written into if there; never owned.
    CREATE_OR_MERGE("CreateOrMerge");

    private final String spelled;

    Creation(String spelled) {
        this.spelled = spelled;
    }

    public String spelled() {
        return spelled;
    }

    /// Whether the keys of others in the target are left alone.
    public boolean merges() {
        return switch (this) {
            case MERGE, CREATE_OR_MERGE -> true;
            case OWNER, ORPHAN, NONE -> false;
        };
    }
}
