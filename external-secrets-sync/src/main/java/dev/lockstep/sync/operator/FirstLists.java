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
    private static final int OK = 200;
    private static final int NO_ANSWER = 0;

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
        private static final int UNAUTHORIZED = 401;
        private static final int FORBIDDEN = 403;
        private static final int NOT_FOUND = 404;

        boolean missing() {
            return code == NOT_FOUND;
        }

        /// An order to the reader.
        String next() {
            return switch (code) {
                case NO_ANSWER -> "see that the API server can be reached from here";
                case UNAUTHORIZED -> "renew the token or certificate that the program goes by";
                case FORBIDDEN ->
                    "let the account list and watch " + collection
                            + (collection.namespace().isEmpty() ? "" : " in namespace " + collection.namespace());
                case NOT_FOUND -> "install the kind: kubectl apply --server-side -f deploy/crds";
                default -> "see what the API server logs of it";
            };
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
        for (int code = list(collection); code != OK; code = list(collection)) {
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
            return NO_ANSWER;
        }
    }
}
