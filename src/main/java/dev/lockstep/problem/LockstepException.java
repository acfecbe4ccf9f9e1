package dev.lockstep.problem;

/// Reports something wrong that the caller cannot fix by itself. Carries one [Problem]; its message is that problem's
/// line.
public final class LockstepException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient Problem problem;

    public LockstepException(Problem problem) {
        super(problem.line(), null, false, false);
        this.problem = problem;
    }

    public LockstepException(Kind kind, String what, String where, String next) {
        this(new Problem(kind, what, where, next));
    }

    public Problem problem() {
        return problem;
    }
}
