package dev.lockstep.sync.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lockstep.sync.peers.ControlPlane;
import dev.lockstep.sync.peers.PeerScripts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/// Runs cases of objects and steps against whatever operator serves a control plane, and compares what they leave.
final class RecordedCases {
    /// Recorded cases of what is served.
    static final String SERVED = "cluster-store-denied,data-[!e]*,deletion-*,drift-owner-delete,extract,"
            + "extract-conversion-*,name-63,policy-*,refresh-*,template-finalizers,template-sa-token";

    private RecordedCases() {}

    /// Runs those of a folder whose names match.
    static void assertPass(ControlPlane plane, Path folder, String only) throws IOException, InterruptedException {
        var said = Files.createTempFile("cases", ".out");
        var command =
                new ArrayList<>(List.of("python3", folder().resolve("run-cases").toString()));
        command.addAll(List.of(plane.kubeconfig().toString(), folder.toString(), "--only", only, "--jobs", "8"));
        var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile());
        builder.environment().put("PATH", PeerScripts.home().resolve("bin") + ":" + System.getenv("PATH"));
        var process = builder.start();
        try {
            assertThat(process.waitFor(180, TimeUnit.SECONDS))
                    .as("ends in time")
                    .isTrue();
            var lines = Files.readAllLines(said);
            var failed = lines.stream()
                    .filter(line -> line.startsWith("FAIL") || line.startsWith("     ") || !line.startsWith("PASS"))
                    .collect(Collectors.joining("\n"));
            assertThat(process.exitValue()).as(failed).isZero();
            assertThat(lines.stream().filter(line -> line.startsWith("PASS")).count())
                    .isPositive();
        } finally {
            process.destroyForcibly();
            Files.delete(said);
        }
    }

    /// Where the cases and the program that runs them are: at the system property `lockstep.cases`. Where they are
    /// absent, the test is skipped.
    static Path folder() {
        var folder = Path.of(System.getProperty("lockstep.cases"));
        assumeTrue(
                Files.isRegularFile(folder.resolve("run-cases")),
                "recorded cases are absent (lockstep.cases=" + folder + ")");
        return folder;
    }

    /// Whether there is what the cases are run with.
    static boolean canRun() {
        try {
            PeerScripts.run(Map.of(), List.of("python3", "-c", "import yaml"));
            return true;
        } catch (IllegalStateException e) {
            return false;
        }
    }
}
