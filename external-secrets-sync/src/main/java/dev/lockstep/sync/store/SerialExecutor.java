package dev.lockstep.sync.store;

import java.util.ArrayList;
import java.util.List;

/// Serializes changes of the gateway's state; callbacks run outside the lock. A callback may therefore run while the
/// next change is already being made.
final class SerialExecutor {
    private List<Runnable> later = new ArrayList<>();

    /// Runs an entry into the books, then what it left to be done afterwards. Not to be called from within one.
    void run(Runnable entry) {
        List<Runnable> due;
        synchronized (this) {
            entry.run();
            due = later;
            later = new ArrayList<>();
        }
        tell(due);
    }

    /// To be called within an entry.
    void afterwards(Runnable effect) {
        later.add(effect);
    }

    /// One who fails when told does not keep the others from hearing. What he throws is for the handler that the
    /// program has for such bugs.
    private static void tell(List<Runnable> effects) {
        for (var effect : effects) {
            try {
                effect.run();
            } catch (RuntimeException | StackOverflowError | LinkageError e) {
                var thread = Thread.currentThread();
                thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
            }
        }
    }
}
