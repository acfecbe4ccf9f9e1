package dev.lockstep.sync.operator;

import dev.lockstep.sync.engine.WatchPauses;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Caches the metadata of requested objects of one kind and reports changes. One watch covers all objects of the kind
/// and keeps only the requested ones. It starts with the first request, and is renewed after a break and at least every
/// nine minutes, each time after reading the requested objects again.
final class ObjectMetadataInformer implements AutoCloseable {
    private static final Duration LIFE = Duration.ofMinutes(9);
    private static final Duration SLACK = Duration.ofSeconds(20);
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE_AFTER_BREAK = Duration.ofSeconds(5);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private final ApiServer api;
    private final ObjectKey.Kind kind;
    private final String namespace;
    private final Consumer<ObjectKey> changed;
    private final Map<ObjectKey, Known> known = new ConcurrentHashMap<>();
    private final AtomicBoolean started = new AtomicBoolean();
    private final Thread thread;

    /// @param namespace where objects are watched, empty for everywhere; those elsewhere are looked at with each
    /// renewal
    /// @param changed told of each change after the first look, on the thread of the watch
    ObjectMetadataInformer(ApiServer api, ObjectKey.Kind kind, String namespace, Consumer<ObjectKey> changed) {
        this.api = api;
        this.kind = kind;
        this.namespace = namespace;
        this.changed = changed;
        this.thread = Thread.ofVirtual().name("objects-" + kind).unstarted(this::run);
    }

    /// What one object looks like, and how often it has changed: an answer that was asked for before a change is old.
    private static final class Known {
        private @Nullable ObjectMetadata metadata;
        private int changes;

        synchronized @Nullable ObjectMetadata metadata() {
            return metadata;
        }

        synchronized int changes() {
            return changes;
        }

        /// @return whether this is a change
        synchronized boolean updated(ObjectMetadata news) {
            changes++;
            return put(news);
        }

        synchronized boolean read(ObjectMetadata news, int since) {
            return changes == since && put(news);
        }

        private boolean put(ObjectMetadata news) {
            if (news instanceof ObjectMetadata.There newer
                    && metadata instanceof ObjectMetadata.There older
                    && newer.before(older)) {
                return false;
            }
            boolean change = metadata != null && !metadata.equals(news);
            metadata = news;
            return change;
        }
    }

    /// What is known of an object; from now on it is watched.
    ObjectMetadata get(ObjectKey key) {
        var entry = known.computeIfAbsent(key, _ -> new Known());
        if (started.compareAndSet(false, true)) {
            thread.start();
        }
        var metadata = entry.metadata();
        return metadata != null ? metadata : look(key, entry);
    }

    /// Nobody asks for it any more.
    void forget(ObjectKey key) {
        known.remove(key);
    }

    private ObjectMetadata look(ObjectKey key, Known entry) {
        int since = entry.changes();
        try {
            var seen = read(key);
            if (entry.read(seen, since)) {
                changed.accept(key);
            }
            var metadata = entry.metadata();
            return metadata == null ? seen : metadata;
        } catch (IOException _) {
            return new ObjectMetadata.Unknown();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return new ObjectMetadata.Unknown();
        }
    }

    private ObjectMetadata read(ObjectKey key) throws IOException, InterruptedException {
        var answer = api.metadata(key.path());
        return switch (answer.code()) {
            case ApiStatus.NOT_FOUND -> new ObjectMetadata.Absent();
            case ApiStatus.FORBIDDEN -> new ObjectMetadata.Unknown();
            default -> MetadataJson.ofObject(successful(answer)).metadata();
        };
    }

    private static byte[] successful(ApiServer.Answer answer) throws IOException {
        if (!answer.successful()) {
            throw new IOException("the API server answered " + answer.code());
        }
        return answer.body();
    }

    private void run() {
        var pauses = new WatchPauses(SHORTEST_PAUSE, LONGEST_PAUSE_AFTER_BREAK, LONGEST_PAUSE);
        try {
            while (true) {
                long start = System.nanoTime();
                boolean began = round();
                Thread.sleep(pauses.after(began, Duration.ofNanos(System.nanoTime() - start)));
            }
        } catch (InterruptedException _) {
            // closed
        }
    }

    /// One life of the watch.
    ///
    /// @return whether it began
    private boolean round() throws InterruptedException {
        var began = new AtomicBoolean();
        try {
            var path = kind.path(namespace);
            var from = MetadataJson.ofObject(successful(api.metadataList(path + "?limit=1")))
                    .version();
            known.forEach(this::look);
            var query = "?watch=true&resourceVersion=" + from + "&timeoutSeconds=" + LIFE.toSeconds();
            api.watchMetadata(path + query, LIFE.plus(SLACK), () -> began.set(true), this::event);
        } catch (IOException _) {
            // The next round looks at everything again.
        }
        return began.get();
    }

    private void event(byte[] line) {
        try {
            var event = MetadataJson.ofEvent(line);
            switch (event.type()) {
                case "ADDED", "MODIFIED" -> told(event, event.metadata());
                case "DELETED" -> told(event, new ObjectMetadata.Absent());
                case "BOOKMARK" -> {}
                default -> throw new IllegalStateException("the watch is over: " + event.type());
            }
        } catch (IOException e) {
            throw new IllegalStateException("no event: " + e.getClass().getSimpleName());
        }
    }

    private void told(MetadataJson event, ObjectMetadata metadata) {
        var key = new ObjectKey(kind, event.namespace(), event.name());
        var entry = known.get(key);
        if (entry != null && entry.updated(metadata)) {
            changed.accept(key);
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
