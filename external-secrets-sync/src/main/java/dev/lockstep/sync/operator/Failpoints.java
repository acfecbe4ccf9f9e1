package dev.lockstep.sync.operator;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

/// Defines points where a test can inject crashes and bugs: between any two steps of a reconcile that leave something
/// behind. Does nothing unless the system property `lockstep.failpoint` is set to `STEP:N` or `STEP:N:WAY`; at the N-th
/// time it happens then.
interface Failpoints {
    /// The steps, as the property spells them.
    enum Step {
        /// The answers of the stores are rendered, nothing is written.
        RENDERED("rendered"),
        SECRET_WRITTEN("secret-written"),
        STATUS_WRITTEN("status-written"),
        EVENT_SENT("event-sent");

        private final String spelled;

        Step(String spelled) {
            this.spelled = spelled;
        }
    }

    int EXIT_CODE = 86;

    void reached(Step step);

    /// @param property of that form, or empty for none. `WAY` is `exit`, which ends the process and is meant if none is
    /// named, `overflow` of the stack, or `linkage` error
    /// @param end ends the process with an exit code
    static Failpoints of(String property, IntConsumer end) {
        if (property.isEmpty()) {
            return _ -> {};
        }
        var parts = property.split(":", 3);
        var left = new AtomicInteger(Integer.parseInt(parts[1]));
        Runnable way = way(parts.length < 3 ? "exit" : parts[2], end);
        return step -> {
            if (step.spelled.equals(parts[0]) && left.decrementAndGet() == 0) {
                way.run();
            }
        };
    }

    private static Runnable way(String spelled, IntConsumer end) {
        return switch (spelled) {
            case "exit" -> () -> end.accept(EXIT_CODE);
            case "overflow" -> () -> overflow(0);
            case "linkage" ->
                () -> {
                    throw new NoClassDefFoundError("failpoint");
                };
            default -> throw new IllegalArgumentException("lockstep.failpoint: no such way: " + spelled);
        };
    }

    private static int overflow(int depth) {
        return overflow(depth + 1) + 1;
    }
}
