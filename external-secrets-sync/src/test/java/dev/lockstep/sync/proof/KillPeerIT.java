package dev.lockstep.sync.proof;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.sync.engine.Cause;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Whenever the operator dies, what is there is one whole version, and the next process brings it to the source's.
@Timeout(300)
@ExtendWith(Stages.class)
class KillPeerIT {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final int KILLS = 50;
    private static final int MOST_KILLS = 4 * KILLS;
    private static final int RESOURCES = 8;
    private static final int ENOUGH_STATES = RESOURCES * 5;

    /// The exit code of a process that ends at a failpoint.
    private static final int FAILPOINT = 86;

    private Stage stage;
    private Scenario scenario;

    @BeforeEach
    void scenario(Stage stage) {
        this.stage = stage;
        scenario = stage.scenario();
    }

    @AfterEach
    void end() throws IOException {
        scenario.close();
    }

    @Test
    void isKilledAtRandomMomentsOfAChangingWorkloadAndLosesNothing() throws Exception {
        long seed = System.nanoTime();
        System.out.println("seed of the kills: " + seed);
        var random = new Random(seed);
        for (int i = 0; i < RESOURCES; i++) {
            scenario.source("db" + i, 1);
            scenario.externalSecret("db" + i, "1s");
        }
        try (var writer = new Writer()) {
            // A slow machine gets less done between two kills, and more of them.
            for (int kill = 0; kill < KILLS || kill < MOST_KILLS && statesSeen() <= ENOUGH_STATES; kill++) {
                var operator = stage.starting(Map.of(), "--leader-election=false");
                if (kill % 2 == 0) operator.ready();
                Thread.sleep(200 + random.nextInt(1900));
                assertThat(operator.isAlive())
                        .as("alive until it is killed, " + operator.lines())
                        .isTrue();
                operator.kill();
                scenario.assertNothingTold(operator);
            }
            writer.stop();
            assertThat(writer.version).as("the workload went on").isGreaterThan(20);
            try (var operator = stage.operator("--leader-election=false")) {
                for (int i = 0; i < RESOURCES; i++) scenario.awaitVersion("db" + i, writer.version, SOON);
                for (int i = 0; i < RESOURCES; i++) scenario.awaitReady("db" + i, SOON);
                scenario.assertSafe(operator);
                assertThat(statesSeen()).as("states seen").isGreaterThan(ENOUGH_STATES);
            }
        }
    }

    private int statesSeen() {
        return scenario.recorder().secrets().size();
    }

    @ParameterizedTest
    @ValueSource(strings = {"rendered", "secret-written", "status-written", "event-sent"})
    void diesBetweenTwoStepsAndTheNextProcessEndsTheSame(String step) throws Exception {
        scenario.source("db", 1);
        scenario.externalSecret("db", "1s");
        try (var _ = stage.operator("--leader-election=false")) {
            scenario.awaitVersion("db", 1, SOON);
            scenario.awaitReady("db", SOON);
        }
        scenario.source("db", 2);
        var dying = stage.starting(Map.of(OperatorProcess.FAILPOINT, step + ":exit"), "--leader-election=false");
        assertThat(dying.exit(Duration.ofSeconds(30))).as("ends at " + step).isEqualTo(FAILPOINT);
        try (var operator = stage.operator("--leader-election=false")) {
            scenario.awaitVersion("db", 2, SOON);
            scenario.awaitReady("db", SOON);
            Thread.sleep(1500);
            var quiet = Instant.now();
            Thread.sleep(3000);
            assertThat(Invariants.quiet(scenario.recorder().secrets("db"), quiet, Instant.now()))
                    .isEmpty();
            assertThat(scenario.recorder().secrets("db").stream()
                            .filter(seen -> seen.data().equals(Stamp.version(2, 3))))
                    .as("written once")
                    .hasSize(1);
            scenario.assertSafe(dying, operator);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"overflow", "linkage"})
    void anErrorInOnePassIsCountedAndToldAndAllGoOn(String error) {
        var properties = Map.of(OperatorProcess.FAILPOINT, "rendered:" + error);
        // What other tests have left in their namespaces must not be the first that is rendered.
        try (var operator =
                stage.starting(properties, "--leader-election=false", "--namespace", scenario.namespace())) {
            operator.ready();
            scenario.source("broken", 1);
            scenario.externalSecret("broken", "1h");
            scenario.source("db", 1);
            scenario.externalSecret("db", "1s");
            scenario.awaitVersion("db", 1, SOON);
            scenario.source("db", 2);
            scenario.awaitVersion("db", 2, SOON);
            assertThat(operator.metrics())
                    .containsPattern(
                            "(?m)^controller_runtime_reconcile_errors_total\\{controller=\"externalsecret\"} 1\\.0$");
            assertThat(operator.lines())
                    .filteredOn(line -> line.contains("\"msg\":\"bug\""))
                    .hasSize(1);
            assertThat(operator.lines())
                    .as("what the pass is told to have come to")
                    .filteredOn(line -> line.contains("\"cause\":\"" + Cause.INTERNAL.spelled() + "\""))
                    .hasSize(1);
            assertThat(operator.isLive()).isTrue();
            scenario.awaitVersion("broken", 1, SOON);
            scenario.awaitReady("broken", SOON);
            scenario.assertSafe(operator);
        }
    }

    @Test
    void aRestartWritesNothingThatIsAsItShouldBe() throws Exception {
        for (int i = 0; i < RESOURCES; i++) {
            scenario.source("db" + i, 1);
            scenario.externalSecret("db" + i, "1h");
        }
        try (var _ = stage.operator("--leader-election=false")) {
            for (int i = 0; i < RESOURCES; i++) scenario.awaitReady("db" + i, SOON);
        }
        var restarted = Instant.now();
        scenario.proxy().forget();
        try (var operator = stage.operator("--leader-election=false")) {
            Thread.sleep(4000);
            assertThat(Invariants.quiet(scenario.recorder().secrets(), restarted, Instant.now()))
                    .isEmpty();
            assertThat(scenario.proxy().requests())
                    .filteredOn(request -> request.path().contains("/data/"))
                    .as("reads of sources that are not due")
                    .isEmpty();
            assertThat(operator.isReady()).isTrue();
        }
    }

    /// Changes all sources again and again, each as a whole version.
    private final class Writer implements AutoCloseable {
        private final Thread thread = Thread.ofVirtual().unstarted(this::write);
        private volatile boolean ended;
        private volatile int version = 1;

        Writer() {
            thread.start();
        }

        private void write() {
            while (!ended) {
                int next = version + 1;
                for (int i = 0; i < RESOURCES; i++) scenario.source("db" + i, next);
                version = next;
                pause();
            }
        }

        private static void pause() {
            try {
                Thread.sleep(400);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        void stop() {
            ended = true;
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void close() {
            stop();
        }
    }
}
