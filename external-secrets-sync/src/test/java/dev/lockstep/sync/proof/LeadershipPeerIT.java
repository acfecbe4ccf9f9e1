package dev.lockstep.sync.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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

    private static final Duration PAUSE = Duration.ofSeconds(60);

    private static final int RESOURCES = 20;
    private static final int IN_FLIGHT = 100;
    private static final int STORES = 4;

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
        var stopped = Instant.now();
        scenario.source("db1", 2);
        scenario.awaitVersion("db1", 2, TAKEN_OVER);
        Thread.sleep(Duration.between(Instant.now(), stopped.plus(PAUSE)));
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
        var inFlight = new ArrayList<String>();
        for (int i = 0; i < STORES; i++) scenario.store("slow" + i, "");
        scenario.proxy().all(new Fault.Late(Duration.ofSeconds(4)));
        for (int i = 0; i < IN_FLIGHT; i++) {
            var name = "slow" + i;
            inFlight.add(name);
            scenario.source(name, 1);
            scenario.externalSecret(name, "slow" + i % STORES, "1h", "{}");
        }
        await().atMost(SOON).pollInterval(Duration.ofMillis(100)).until(() -> passesRunning(first) >= IN_FLIGHT);
        var told = Instant.now();
        first.signal("TERM");
        assertThat(first.exit(Duration.ofSeconds(10))).as("within its grace").isIn(0, 143);
        scenario.proxy().heal();
        scenario.source("db5", 3);
        scenario.awaitVersion("db5", 3, Duration.ofSeconds(12));
        assertThat(Duration.between(told, Instant.now()))
                .as("the Lease was handed over, it did not run out")
                .isLessThan(Duration.ofSeconds(14));
        for (var name : inFlight) scenario.awaitVersion(name, 1, SOON);
        assertThat(Invariants.oneWriterAtATime(writes())).isEmpty();
        scenario.assertSafe(first, second);
    }

    @Test
    void anOutageThatOutlastsTheLeaseEndsTheLeaderAndTheNextProcessWaitsAndCatchesUp() throws Exception {
        first.close();
        second.close();
        stage.freeTheLease();
        try (var api = stage.api();
                var leader = stage.operator(api)) {
            scenario.source("db1", 2);
            scenario.awaitVersion("db1", 2, SOON);
            api.off();
            assertThat(leader.exit(Duration.ofSeconds(30))).as("exit code").isNotZero();
            scenario.source("db1", 3);
            try (var next = stage.starting("https://127.0.0.1:" + api.port(), Map.of())) {
                Thread.sleep(10_000);
                assertThat(next.isAlive() && next.isLive()).as("it waits").isTrue();
                api.on();
                scenario.awaitVersion("db1", 3, TAKEN_OVER);
                scenario.awaitReady("db1", SOON);
                assertThat(Invariants.oneWriterAtATime(writes())).isEmpty();
                scenario.assertSafe(leader, next);
            }
        }
    }

    private static int passesRunning(OperatorProcess operator) {
        return operator.metrics()
                .lines()
                .filter(line -> line.startsWith("controller_runtime_active_workers{controller=\"externalsecret\"}"))
                .mapToInt(line -> (int) Double.parseDouble(line.substring(line.indexOf(' '))))
                .findFirst()
                .orElse(0);
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
