package dev.lockstep.sync.operator;

/// Where a test of crashes can end the process: between any two steps of a pass that leave something behind. Does
/// nothing unless the system property `lockstep.failpoint` is set to `STEP:N`; the process is gone at the N-th time
/// then.
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

    /// @param property of the form `STEP:N`, or empty for none
    /// @param end ends the process with an exit code
    static Failpoints of(String property, java.util.function.IntConsumer end) {
        if (property.isEmpty()) {
            return _ -> {};
        }
        var parts = property.split(":", 2);
        var left = new java.util.concurrent.atomic.AtomicInteger(Integer.parseInt(parts[1]));
        return step -> {
            if (step.spelled.equals(parts[0]) && left.decrementAndGet() == 0) {
                end.accept(EXIT_CODE);
            }
        };
    }
}
