package dev.lockstep.sync.agent;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.FilePlace;
import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;
import dev.lockstep.sync.engine.Revision;
import dev.lockstep.sync.resource.ResourceSource;
import dev.lockstep.testkit.Canary;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A watch over a source that fails in every way, and over passes that do.
@Timeout(60)
class WatchTest {
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Queue<Throwable> failures = new ArrayDeque<>();
    private int looks;
    private int passes;

    /// Each failure is thrown once; the thread is interrupted when none is left. A reconcile that ends gives nothing,
    /// which is a failure too.
    private <T> T next(T otherwise) {
        var failure = failures.poll();
        switch (failure) {
            case null -> Thread.currentThread().interrupt();
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            default -> throw new IllegalStateException(failure);
        }
        return otherwise;
    }

    private List<String> run(ResourceSource source) {
        var report = new Report(System.out, new PrintStream(err, true, UTF_8), false, false);
        new Watch(source, report, Duration.ofMillis(1)).run(() -> {
            passes++;
            return next(null);
        });
        assertThat(Thread.interrupted()).isTrue();
        Canary.assertAbsent(err.toString(UTF_8));
        return err.toString(UTF_8)
                .lines()
                .filter(line -> !line.startsWith("  hint"))
                .toList();
    }

    private static LockstepException unreadable() {
        return new LockstepException(Kind.FILE_UNREADABLE, "cannot be read", "repo", "check it");
    }

    @Test
    void goesOnWhateverASourceThrowsAndSaysEachOnce() {
        failures.addAll(List.of(
                unreadable(),
                unreadable(),
                new OutOfMemoryError(Canary.text()),
                new IllegalStateException(Canary.text()),
                new StackOverflowError()));
        assertThat(run(new Source() {
                    @Override
                    public String version() {
                        looks++;
                        return next("1");
                    }
                }))
                .startsWith(
                        "lockstep-sync: repo: cannot be read",
                        "lockstep-sync: out of memory",
                        "lockstep-sync: internal error, java.lang.IllegalStateException",
                        "lockstep-sync: internal error, java.lang.StackOverflowError");
        assertThat(looks).isEqualTo(6);
        assertThat(passes).isOne();
    }

    @Test
    void goesOnWhateverAPassThrowsAndTriesTheSameVersionAgain() {
        failures.addAll(List.of(new OutOfMemoryError(Canary.text()), unreadable(), new ClassCastException()));
        assertThat(run(new Source())).hasSize(4).last().asString().contains("NullPointerException");
        assertThat(passes).isEqualTo(4);
    }

    private static class Source implements ResourceSource {
        @Override
        public Revision read() {
            throw new UnsupportedOperationException();
        }

        @Override
        public String version() {
            return "1";
        }

        @Override
        public List<Path> places() {
            return List.of();
        }

        @Override
        public FilePlace placeOf(String path) {
            return FilePlace.unknown();
        }
    }
}
