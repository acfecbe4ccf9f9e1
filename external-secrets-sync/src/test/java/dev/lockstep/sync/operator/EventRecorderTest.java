package dev.lockstep.sync.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.sync.engine.SyncStatus;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class EventRecorderTest {
    private final AtomicLong nanos = new AtomicLong();
    private final AtomicInteger lost = new AtomicInteger();
    private final LinkedBlockingQueue<String> sent = new LinkedBlockingQueue<>();

    private static EventRecorder.About about(String name, String version) {
        return new EventRecorder.About("team", name, "uid", version);
    }

    private static SyncStatus.Event event(String message) {
        return new SyncStatus.Event(true, "UpdateFailed", message);
    }

    private EventRecorder recorder() {
        return EventRecorder.start(
                (about, event) -> sent.add(about.name() + " " + event.message()), lost::incrementAndGet, nanos::get);
    }

    private String next() throws InterruptedException {
        return String.valueOf(sent.poll(10, TimeUnit.SECONDS));
    }

    @Test
    void sendsTheSameOnceInTenMinutesWhateverTheVersionOfTheResource() throws Exception {
        try (var recorder = recorder()) {
            recorder.record(about("db", "1"), event("no"));
            recorder.record(about("db", "2"), event("no"));
            recorder.record(about("db", "2"), event("other"));
            assertThat(next()).isEqualTo("db no");
            assertThat(next()).isEqualTo("db other");

            nanos.addAndGet(Duration.ofMinutes(10).toNanos());
            recorder.record(about("db", "3"), event("no"));
            assertThat(next()).isEqualTo("db no");
            assertThat(lost).hasValue(0);
        }
    }

    /// However many resources fail at once.
    @Test
    void tellsOfADeletionBeforeAllFailuresThatWait() throws Exception {
        try (var recorder = recorder()) {
            for (int i = 0; i < 600; i++) {
                recorder.record(about("r" + i, "1"), event("no"));
            }
            assertThat(lost.get()).isPositive();
            recorder.record(about("db", "1"), new SyncStatus.Event(false, "Deleted", "secret deleted"));
            recorder.record(about("web", "1"), new SyncStatus.Event(true, "Adopted", "took over"));
            var first = List.of(next(), next(), next(), next());
            assertThat(first).contains("db secret deleted", "web took over");
        }
    }

    @Test
    void goesOnAfterAFailure() throws Exception {
        EventRecorder.Sender failing = (about, _) -> {
            if (about.name().equals("bad")) {
                throw new IllegalStateException("refused");
            }
            sent.add(about.name());
        };
        try (var recorder = EventRecorder.start(failing, lost::incrementAndGet, nanos::get)) {
            recorder.record(about("bad", "1"), event("no"));
            recorder.record(about("good", "1"), event("no"));
            assertThat(next()).isEqualTo("good");
            assertThat(lost).hasValue(1);
        }
    }

    @Test
    void dropsWhatIsTooMuchAndWaitsForNothing() throws Exception {
        EventRecorder.Sender stuck = (_, _) -> {
            try {
                Thread.sleep(Duration.ofHours(1));
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        };
        try (var recorder = EventRecorder.start(stuck, lost::incrementAndGet, nanos::get)) {
            for (int i = 0; i < 600; i++) {
                recorder.record(about("r" + i, "1"), event("no"));
            }
            assertThat(lost.get()).isBetween(98, 100);
        }
    }
}
