package dev.lockstep.problem;

import java.util.List;

/// Reports something wrong that the caller cannot fix by itself. Carries one [Problem] with all of its causes; its
/// message is that problem's headline.
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

    /// For a problem with several causes, of which each is a line for a person.
    public LockstepException(Kind kind, String what, String where, String next, List<String> causes) {
        this(new Problem(kind, what, where, next, causes));
    }

    public Problem problem() {
        return problem;
    }
}
