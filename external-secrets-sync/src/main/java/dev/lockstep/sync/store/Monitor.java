package dev.lockstep.sync.store;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The gateway's books are kept by one thread at a time. What others are told of it, they are told afterwards, when the
/// next one may already be at the books.
final class Monitor {
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

    /// One who fails when told does not keep the others from hearing.
    private static void tell(List<Runnable> effects) {
        @Nullable RuntimeException failure = null;
        for (var effect : effects) {
            try {
                effect.run();
            } catch (RuntimeException e) {
                failure = e;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
