package dev.lockstep.sync.engine;

/// Lists what happens when the store reports a secret as deleted: `target.deletionPolicy`.
public enum Deletion {
    /// Nothing: what was there stays.
    RETAIN("Retain"),
    /// The target goes when nothing of it is left.
    DELETE("Delete"),
    /// The vanished keys go, the target stays.
    MERGE("Merge");

    private final String spelled;

    Deletion(String spelled) {
        this.spelled = spelled;
    }

    public String spelled() {
        return spelled;
    }
}
