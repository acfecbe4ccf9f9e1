package dev.lockstep.sync.store;

/// Queues urgent reads ahead of routine refreshes. Every fifth read taken is a routine one, so they never starve.
final class PriorityReadQueue {
    private static final int TURNS = 5;

    private final ReadQueue urgent = new ReadQueue();
    private final ReadQueue periodic = new ReadQueue();
    private int turn;

    boolean isEmpty() {
        return urgent.isEmpty() && periodic.isEmpty();
    }

    void add(SharedRead read) {
        (read.isUrgent() ? urgent : periodic).add(read.namespace(), read);
    }

    /// Moves a read that has become urgent.
    void promote(SharedRead read) {
        if (periodic.remove(read.namespace(), read)) {
            urgent.add(read.namespace(), read);
        }
    }

    /// The next; there must be one.
    SharedRead next() {
        if (urgent.isEmpty() || periodic.isEmpty()) {
            return (urgent.isEmpty() ? periodic : urgent).next();
        }
        turn = (turn + 1) % TURNS;
        return (turn == 0 ? periodic : urgent).next();
    }

    void clear() {
        urgent.clear();
        periodic.clear();
    }
}
