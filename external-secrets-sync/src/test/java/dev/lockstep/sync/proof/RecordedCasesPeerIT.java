package dev.lockstep.sync.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/// Cases of objects and steps, and what they leave in a cluster: those recorded from ESO 2.9, and ours, written from
/// its documented behaviour, for each step of a reconcile and each cell of creation policy, event and refresh policy.
@Timeout(400)
@ExtendWith(Stages.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RecordedCasesPeerIT {
    /// Those that end otherwise on purpose: ESO reports a resource that asks for nothing as synced without a Secret.
    private static final Set<String> DIFFERENT = Set.of("data-empty-spec.yaml");

    private Stage stage;
    private OperatorProcess operator;

    @BeforeAll
    void start(Stage stage) {
        assumeTrue(RecordedCases.canRun(), "no python3 with PyYAML here");
        this.stage = stage;
        operator = stage.operator("--leader-election=false");
    }

    @AfterAll
    void stop() {
        if (operator != null) operator.close();
    }

    @Test
    void leavesWhatEsoLeft() throws Exception {
        RecordedCases.assertPass(stage.plane(), RecordedCases.folder().resolve("eso"), RecordedCases.SERVED);
    }

    @Test
    void leavesWhatEachStepAndPolicyAsksFor() throws Exception {
        RecordedCases.assertPass(stage.plane(), Stage.repository().resolve("testdata/sync/cases"), "*");
    }

    /// What is not served yet is said in the resource's condition, and no Secret is made of a part of it.
    @Test
    void saysOfTheOthersThatTheyAreNotServed() throws Exception {
        var served = Arrays.stream(RecordedCases.SERVED.split(","))
                .map(pattern -> FileSystems.getDefault().getPathMatcher("glob:" + pattern + ".yaml"))
                .toList();
        List<UnservedCase> others = new ArrayList<>();
        try (var files = Files.list(RecordedCases.folder().resolve("eso/cases"))) {
            for (var file : (Iterable<Path>) files.sorted()::iterator) {
                if (!DIFFERENT.contains(file.getFileName().toString())
                        && served.stream().noneMatch(pattern -> pattern.matches(file.getFileName()))) {
                    others.add(UnservedCase.apply(file, stage.plane()));
                }
            }
        }
        assertThat(others).hasSizeGreaterThan(20);
        for (var other : others) {
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(other.conditions(stage.plane()))
                            .as(other.name())
                            .isNotEmpty()
                            .allMatch(condition -> condition.endsWith(" False NotServed")
                                    // The schema of its conditions has no reason.
                                    || condition.startsWith("ClusterExternalSecret/")
                                            && condition.endsWith(" False null")));
            assertThat(other.secretsMade(stage.plane())).as(other.name()).isEmpty();
        }
    }
}
