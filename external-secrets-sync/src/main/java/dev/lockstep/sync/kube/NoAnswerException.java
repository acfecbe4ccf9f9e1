package dev.lockstep.sync.kube;

import java.io.IOException;

/// Reports a request to the API server that got no answer. Keeps why, and nothing of what a library said of it.
public final class NoAnswerException extends IOException {
    private static final long serialVersionUID = 1L;

    private final ApiFailure.Unanswered failure;

    public NoAnswerException(ApiFailure.Unanswered failure) {
        super(failure.what());
        this.failure = failure;
    }

    public ApiFailure.Unanswered failure() {
        return failure;
    }
}
