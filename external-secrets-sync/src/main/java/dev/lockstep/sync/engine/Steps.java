package dev.lockstep.sync.engine;

/// Counts the bytes that are looked at for one resource, and ends the work when they are too many or the thread is
/// interrupted: a short path can make a lot of work of a value that its author chose.
final class Steps {
    /// Two to three seconds of work. A Secret of 400 keys, each a property of a document of 1 MB, takes less.
    static final long MOST = 1L << 30;

    /// An interrupt is seen after at most so many steps and one value.
    private static final int BETWEEN_LOOKS = 1 << 16;

    private long left;
    private int untilLook = BETWEEN_LOOKS;

    Steps() {
        this(MOST);
    }

    Steps(long most) {
        this.left = most;
    }

    /// It would take too many.
    static final class Exhausted extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /// The thread shall end what it does; it is still interrupted.
    static final class Interrupted extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    void spend(long steps) {
        left -= steps;
        if (left < 0) {
            throw new Exhausted();
        }
        untilLook -= (int) Math.min(steps, BETWEEN_LOOKS);
        if (untilLook <= 0) {
            untilLook = BETWEEN_LOOKS;
            if (Thread.currentThread().isInterrupted()) {
                throw new Interrupted();
            }
        }
    }
}
