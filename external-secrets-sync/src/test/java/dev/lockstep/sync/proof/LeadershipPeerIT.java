package dev.lockstep.sync.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/// Two replicas, and what happens when one of them pauses, dies or is told to go.
@Timeout(180)
@ExtendWith(Stages.class)
class LeadershipPeerIT {
    private static final Duration SOON = Duration.ofSeconds(15);

    /// The Lease lasts 15 s; the other replica asks every 2 s.
    private static final Duration TAKEN_OVER = Duration.ofSeconds(30);

    private static final int RESOURCES = 20;

    private Stage stage;
    private Scenario scenario;
    private OperatorProcess first;
    private OperatorProcess second;

    @BeforeEach
    void startTheLeaderThenTheOther(Stage stage) {
        this.stage = stage;
        scenario = stage.scenario();
        for (int i = 0; i < RESOURCES; i++) {
            scenario.source("db" + i, 1);
            scenario.externalSecret("db" + i, "2s");
        }
        // A leader that was killed holds the Lease for a while.
        stage.freeTheLease();
        first = stage.operator();
        for (int i = 0; i < RESOURCES; i++) scenario.awaitVersion("db" + i, 1, TAKEN_OVER);
        for (int i = 0; i < RESOURCES; i++) scenario.awaitReady("db" + i, SOON);
        second = stage.operator();
    }

    @AfterEach
    void end() throws IOException {
        scenario.close();
        first.close();
        second.close();
    }

    @Test
    void aKilledLeaderIsFollowedByTheOtherWhichWritesOnlyWhatChanged() throws Exception {
        var killed = Instant.now();
        first.kill();
        scenario.source("db3", 2);
        scenario.awaitVersion("db3", 2, TAKEN_OVER);
        Thread.sleep(4000);
        assertThat(Invariants.quiet(
                        scenario.recorder().secrets().stream()
                                .filter(seen -> !seen.secret().endsWith("/db3"))
                                .toList(),
                        killed,
                        Instant.now()))
                .isEmpty();
        assertThat(Invariants.oneWriterAtATime(writes())).isEmpty();
        scenario.assertSafe(first, second);
    }

    @Test
    void aLeaderThatWasPausedDoesNotWriteWhenItWakes() throws Exception {
        first.signal("STOP");
        scenario.source("db1", 2);
        scenario.awaitVersion("db1", 2, TAKEN_OVER);
        for (int i = 0; i < RESOURCES; i++) scenario.source("db" + i, 3);
        first.signal("CONT");
        assertThat(first.exit(Duration.ofSeconds(20))).as("exit code").isNotZero();
        for (int i = 0; i < RESOURCES; i++) scenario.awaitVersion("db" + i, 3, SOON);
        assertThat(writes()).extracting(Write::who).doesNotContain("");
        assertThat(Invariants.oneWriterAtATime(writes())).isEmpty();
        scenario.assertSafe(first, second);
    }

    @Test
    void aLeaderThatIsToldToGoEndsItsWritesAndHandsOverAtOnce() {
        scenario.proxy().all(new Fault.Late(Duration.ofSeconds(2)));
        for (int i = 0; i < RESOURCES; i++) scenario.source("db" + i, 2);
        await().atMost(SOON).until(() -> scenario.proxy().count(_ -> true) > 0);
        var told = Instant.now();
        first.signal("TERM");
        assertThat(first.exit(Duration.ofSeconds(12))).isIn(0, 143);
        scenario.proxy().heal();
        scenario.source("db5", 3);
        scenario.awaitVersion("db5", 3, Duration.ofSeconds(12));
        assertThat(Duration.between(told, Instant.now()))
                .as("the Lease was handed over, it did not run out")
                .isLessThan(Duration.ofSeconds(14));
        for (int i = 0; i < RESOURCES; i++) {
            if (i != 5) scenario.awaitVersion("db" + i, 2, SOON);
        }
        assertThat(Invariants.oneWriterAtATime(writes())).isEmpty();
        scenario.assertSafe(first, second);
    }

    /// What operators wrote into Secrets here.
    private List<Write> writes() {
        return stage
                .plane()
                .audit()
                .requests(request -> request.namespace().equals(scenario.namespace())
                        && request.resource().equals("secrets")
                        && request.user().equals(stage.user())
                        && List.of("create", "update", "patch", "delete").contains(request.verb()))
                .stream()
                .map(request -> new Write(
                        Instant.parse(request.at()),
                        request.credential(),
                        request.verb(),
                        request.namespace() + "/" + request.name(),
                        request.code()))
                .toList();
    }
}
