package dev.lockstep.keys;

/// Bounds what all tries to open one file may cost together: a file from a stranger may name a thousand keys, each of
/// which looks like ours. Counted in steps, so that the same file is opened or refused on every machine.
public final class UnwrapBudget {
    /// For a thousand recipients and twenty identities; about a second.
    private static final int STEPS = 20_000;

    private int left = STEPS;

    /// Takes steps, if there are as many left.
    ///
    /// @param steps one for each agreement on Curve25519, or what takes as long
    /// @return whether the try may be made
    public synchronized boolean spend(int steps) {
        if (steps > left) {
            left = 0;
            return false;
        }
        left -= steps;
        return true;
    }
}
