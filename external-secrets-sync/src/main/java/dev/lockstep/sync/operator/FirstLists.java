package dev.lockstep.sync.operator;

import dev.lockstep.sync.engine.Doubling;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;

/// Waits until the API server lists what is to be watched: until it can be reached, has the kind, and allows it. Tries
/// for ever, with pauses that grow, and tells once for each reason what it waits for.
final class FirstLists {
    private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(1);

    private final Lister lister;
    private final Duration longestPause;
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
    /// @param code the status of the answer; 0 if there was none
    record Obstacle(Collection collection, int code) {

        boolean missing() {
            return code == ApiStatus.NOT_FOUND;
        }

        /// An order to the reader.
        String next() {
            return ApiStatus.advice(
                    code,
                    "let the account list and watch " + collection
                            + (collection.namespace().isEmpty() ? "" : " in namespace " + collection.namespace()),
                    "install the kind: kubectl apply --server-side -f deploy/crds");
        }
    }

    /// @param longestPause between two tries
    /// @param waiting told once of each obstacle of each collection, as long as it is waited for
    FirstLists(Lister lister, Duration longestPause, Consumer<Obstacle> waiting, Pauses pauses) {
        this.lister = lister;
        this.longestPause = longestPause;
        this.waiting = waiting;
        this.pauses = pauses;
    }

    static FirstLists of(ApiServer api, Duration longestPause, Consumer<Obstacle> waiting) {
        return new FirstLists(path -> api.metadataList(path).code(), longestPause, waiting, Thread::sleep);
    }

    /// Returns when the collection can be listed.
    void await(Collection collection) throws InterruptedException {
        Set<Integer> told = new HashSet<>();
        var pause = SHORTEST_PAUSE;
        for (int code = list(collection); code != ApiStatus.OK; code = list(collection)) {
            if (told.add(code)) {
                waiting.accept(new Obstacle(collection, code));
            }
            pauses.rest(pause.plusMillis(ThreadLocalRandom.current().nextLong(pause.toMillis() / 2)));
            pause = Doubling.longer(pause, longestPause);
        }
    }

    private int list(Collection collection) throws InterruptedException {
        try {
            return lister.list(collection.path() + "?limit=1");
        } catch (IOException e) {
            return ApiStatus.NO_ANSWER;
        }
    }
}
