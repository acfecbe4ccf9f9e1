package dev.lockstep.sync.operator;

import dev.lockstep.sync.engine.SyncStatus;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.function.LongSupplier;

/// Sends events to the API server, beside the reconciles: one at a time, the same one not again for ten minutes, in the
/// long run not more than ten a second. What tells of a loss goes ahead of all else, however much that is. What is too
/// much, or fails, is lost and counted; no reconcile waits for an event.
final class EventRecorder implements AutoCloseable {
    private static final int QUEUE = 500;
    private static final int REMEMBERED = 5_000;
    private static final Duration AGAIN = Duration.ofMinutes(10);
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final Sender sender;
    private final Runnable lost;
    private final LongSupplier nanos;
    private final Queue<Note> losses = new ArrayBlockingQueue<>(QUEUE);
    private final Queue<Note> others = new ArrayBlockingQueue<>(QUEUE);
    private final Semaphore waiting = new Semaphore(0);
    private final Map<Note, Long> sent = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Note, Long> eldest) {
            return size() > REMEMBERED;
        }
    };
    private final Thread thread = Thread.ofVirtual().name("events").unstarted(this::run);

    /// Makes one event; throws if it cannot.
    interface Sender {
        void send(About about, SyncStatus.Event event);
    }

    /// The resource that an event is about.
    record About(String namespace, String name, String uid, String version) {
        /// The same whatever its state.
        private About identity() {
            return new About(namespace, name, uid, "");
        }
    }

    private record Note(About about, SyncStatus.Event event) {}

    private EventRecorder(Sender sender, Runnable lost, LongSupplier nanos) {
        this.sender = sender;
        this.lost = lost;
        this.nanos = nanos;
    }

    /// @param lost told of each event that nobody will see
    /// @param nanos the monotonic clock
    static EventRecorder start(Sender sender, Runnable lost, LongSupplier nanos) {
        var recorder = new EventRecorder(sender, lost, nanos);
        recorder.thread.start();
        return recorder;
    }

    void record(About about, SyncStatus.Event event) {
        if (!isNew(new Note(about.identity(), event))) {
            return;
        }
        if ((event.tellsOfLoss() ? losses : others).offer(new Note(about, event))) {
            waiting.release();
        } else {
            lost.run();
        }
    }

    private Note next() throws InterruptedException {
        waiting.acquire();
        var loss = losses.poll();
        return loss == null ? others.remove() : loss;
    }

    private boolean isNew(Note note) {
        synchronized (sent) {
            long now = nanos.getAsLong();
            var before = sent.get(note);
            if (before != null && now - before < AGAIN.toNanos()) {
                return false;
            }
            sent.remove(note);
            sent.put(note, now);
            return true;
        }
    }

    private void run() {
        try {
            while (true) {
                var next = next();
                try {
                    sender.send(next.about(), next.event());
                } catch (RuntimeException e) {
                    lost.run();
                }
                Thread.sleep(PAUSE);
            }
        } catch (InterruptedException e) {
            // closed
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
