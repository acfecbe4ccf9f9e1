package dev.lockstep.sync.agent;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.sync.engine.Cause;
import dev.lockstep.sync.engine.Outcome;
import dev.lockstep.sync.engine.Outcome.Result;
import dev.lockstep.sync.engine.SecretName;
import dev.lockstep.sync.engine.SyncError;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ReportTest {
    private static final Outcome REFUSED = Outcome.without(
            "shop/a", "", new Result.Refused(new SyncError(Cause.SPEC_INVALID, "is odd", "a.yaml:1", "")));
    private static final Outcome REMOVED = Outcome.without("shop/b", "", new Result.Removed(List.of()));

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private Report report(boolean dryRun, boolean watched) {
        return new Report(new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8), dryRun, watched);
    }

    @Test
    void sumsUpForSomebodyWhoWatches() {
        report(false, true).sum(List.of(REMOVED, REFUSED, REMOVED));
        assertThat(err.toString(UTF_8)).isEqualTo("lockstep-sync: 1 refused, 2 removed\n");
    }

    @Test
    void sumsUpWhatADryRunWouldDo() {
        report(true, true).sum(List.of(REMOVED, REMOVED));
        assertThat(err.toString(UTF_8)).isEqualTo("lockstep-sync: 2 would be removed\n");
    }

    @Test
    void saysNoSumAndNoProgressToAPipe() throws InterruptedException {
        var report = report(false, false);
        report.begin(2);
        Thread.sleep(1_100);
        report.next(new SecretName("shop", "a"));
        report.sum(List.of(REMOVED, REMOVED));
        assertThat(err.toString(UTF_8)).isEmpty();
    }

    @Test
    void showsHowFarALongPassIsAndTakesItAwayForALine() throws InterruptedException {
        var report = report(false, true);
        report.begin(2);
        report.next(new SecretName("shop", "a"));
        assertThat(err.toString(UTF_8)).as("at once").isEmpty();
        Thread.sleep(1_100);
        report.next(new SecretName("shop", "b"));
        assertThat(err.toString(UTF_8)).isEqualTo("\r\u001b[K1 of 2 Secrets, now shop/b");
        report.tell(REMOVED);
        assertThat(err.toString(UTF_8)).isEqualTo("\r\u001b[K1 of 2 Secrets, now shop/b\r\u001b[K");
        assertThat(out.toString(UTF_8)).isEqualTo("shop/b removed\n");
    }

    @Test
    void anEndingProgramSaysThatThePassIsFinishedFirst() throws InterruptedException {
        var running = new CountDownLatch(1);
        var finish = new CountDownLatch(1);
        try (var ending = new Ending(report(false, false))) {
            var pass = Thread.ofPlatform()
                    .start(() -> ending.uninterrupted(() -> {
                        running.countDown();
                        return await(finish);
                    }));
            running.await();
            var hook = Thread.ofPlatform().start(ending::waitForPass);
            while (err.size() == 0) {
                Thread.sleep(10);
            }
            finish.countDown();
            pass.join();
            hook.join();
        }
        assertThat(err.toString(UTF_8))
                .isEqualTo("lockstep-sync: told to end: the pass that runs is finished first, for 5 s at most\n");
    }

    @Test
    void anEndingProgramSaysWhatIsDoneOfAPassThatHangs() throws InterruptedException {
        var report = report(false, false);
        var running = new CountDownLatch(1);
        var finish = new CountDownLatch(1);
        try (var ending = new Ending(report)) {
            var pass = Thread.ofPlatform()
                    .start(() -> ending.uninterrupted(() -> {
                        report.begin(3);
                        report.next(new SecretName("shop", "a"));
                        report.next(new SecretName("shop", "b"));
                        running.countDown();
                        return await(finish);
                    }));
            running.await();
            ending.waitForPass();
            finish.countDown();
            pass.join();
        }
        assertThat(err.toString(UTF_8)).isEqualTo("""
                lockstep-sync: told to end: the pass that runs is finished first, for 5 s at most
                lockstep-sync: interrupted: 1 of 3 Secrets done; the one in work is whole, either new or as it was; the others are as they were
                  hint: run it again
                """);
    }

    @Test
    void anEndingProgramSaysNothingBetweenPasses() {
        try (var ending = new Ending(report(false, false))) {
            ending.waitForPass();
        }
        assertThat(err.toString(UTF_8)).isEmpty();
    }

    private static boolean await(CountDownLatch latch) {
        try {
            latch.await();
            return true;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
