package dev.lockstep.sync.operator;

import dev.lockstep.sync.engine.ExponentialBackoff;
import dev.lockstep.sync.kube.ApiFailure;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Waits until the API server can list a kind that is to be watched: until it is reachable, knows the kind and allows
/// the list. Retries without end and with growing pauses, and reports each reason once.
final class ListReadiness {
    private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(1);
    private static final double JITTER = 0.5;

    private final Lister lister;
    private final ExponentialBackoff backoff;
    private final Consumer<Obstacle> waiting;
    private final Pauses pauses;

    /// Asks for one object of a collection.
    interface Lister {
        /// @return the status of the answer
        int list(String path) throws IOException, InterruptedException;
    }

    /// Lets time pass.
    interface Pauses {
        void rest(Duration duration) throws InterruptedException;
    }

    /// Why something is not listed.
    ///
    record Obstacle(ResourcePath collection, ApiFailure failure) {

        boolean missing() {
            return failure.code() == ApiStatus.NOT_FOUND;
        }

        /// What a person calls it.
        String what() {
            return missing() ? "the API server does not have this kind" : failure.what();
        }

        /// An order to the reader.
        String next() {
            return failure.next(
                    "let the account list and watch " + collection
                            + (collection.namespace().isEmpty() ? "" : " in namespace " + collection.namespace()),
                    "install the kind: kubectl apply --server-side -f deploy/crds");
        }
    }

    /// @param longestPause between two tries
    /// @param waiting told once of each obstacle of each collection, as long as it is waited for
    ListReadiness(Lister lister, Duration longestPause, Consumer<Obstacle> waiting, Pauses pauses) {
        this.lister = lister;
        this.backoff = new ExponentialBackoff(SHORTEST_PAUSE, longestPause, JITTER);
        this.waiting = waiting;
        this.pauses = pauses;
    }

    static ListReadiness of(ApiServer api, Duration longestPause, Consumer<Obstacle> waiting) {
        return new ListReadiness(path -> api.metadataList(path).code(), longestPause, waiting, Thread::sleep);
    }

    /// Returns when the collection can be listed.
    void await(ResourcePath collection) throws InterruptedException {
        Set<ApiFailure> told = new HashSet<>();
        int failures = 0;
        for (var failure = list(collection); failure != null; failure = list(collection)) {
            if (told.add(failure)) {
                waiting.accept(new Obstacle(collection, failure));
            }
            failures++;
            pauses.rest(backoff.after(failures, ThreadLocalRandom.current().nextDouble()));
        }
    }

    /// @return null if it can be listed
    private @Nullable ApiFailure list(ResourcePath collection) throws InterruptedException {
        try {
            int code = lister.list(collection.path() + "?limit=1");
            return code == ApiStatus.OK ? null : new ApiFailure.Answered(code);
        } catch (IOException e) {
            return ApiFailure.of(e);
        }
    }
}
