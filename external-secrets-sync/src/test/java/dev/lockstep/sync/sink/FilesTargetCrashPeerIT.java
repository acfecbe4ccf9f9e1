package dev.lockstep.sync.sink;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.sync.Specs;
import dev.lockstep.sync.engine.Live;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Kills a writing process at each of its system calls that change files, by means of `strace`: the first, the second
/// and so on of each name, until the process comes to its end.
class FilesTargetCrashPeerIT {
    private static final List<String> CALLS =
            List.of("mkdir", "chmod", "write", "fsync", "symlink", "rename", "unlink", "rmdir");
    private static final int MOST = 60;
    private static final int OLD = 1;
    private static final int NEW = 2;

    @TempDir
    private Path folder;

    private Path root;

    @Test
    void leavesTheOldOrTheNewVersionWhereverItIsKilled() throws Exception {
        int kills = 0;
        int old = 0;
        for (var call : CALLS) {
            for (int i = 1; ; i++) {
                assertThat(i)
                        .as("the process ends after some calls of %s", call)
                        .isLessThan(MOST);
                root = folder.resolve(call + i);
                try (var target = FilesTarget.open(root)) {
                    WritingProgram.write(target, OLD);
                }
                if (run(call, i)) {
                    assertThat(files()).isEqualTo(version(NEW));
                    break;
                }
                kills++;
                var found = files();
                assertThat(found).as("killed at call %d of %s", i, call).isIn(version(OLD), version(NEW));
                old += found.equals(version(OLD)) ? 1 : 0;
                assertThatTheNextRunRepairs(call + " " + i);
            }
        }
        assertThat(old).isBetween(1, kills - 1);
    }

    private void assertThatTheNextRunRepairs(String as) throws IOException {
        try (var target = FilesTarget.open(root)) {
            WritingProgram.write(target, NEW);
            assertThat(target.live(Specs.manifest(TargetContract.NAME))).as(as).isInstanceOf(Live.Present.class);
            assertThat(target.owned()).as(as).containsExactly(TargetContract.NAME);
        }
        assertThat(files()).as(as).isEqualTo(version(NEW));
        try (var entries = Files.list(root.resolve("shop/db"))) {
            assertThat(entries).as(as).hasSize(version(NEW).size() + 2);
        }
    }

    /// Whether the process came to its end.
    private boolean run(String call, int number) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("strace", "-f", "-o", "/dev/null", "-e", "trace=" + call));
        command.addAll(List.of("-e", "inject=" + call + ":signal=KILL:when=" + number));
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-XX:-UsePerfData",
                "-cp",
                System.getProperty("java.class.path"),
                WritingProgram.class.getName(),
                root.toString(),
                Integer.toString(NEW),
                "once"));
        var process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output").toFile())
                .start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            return process.exitValue() == 0;
        } finally {
            process.destroyForcibly();
        }
    }

    /// What a workload sees: the links that lead somewhere.
    private Map<String, String> files() throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (var entries = Files.newDirectoryStream(root.resolve("shop/db"), "[!.]*")) {
            for (var entry : entries) {
                assertThat(Files.isSymbolicLink(entry)).isTrue();
                if (Files.exists(entry)) {
                    assertThat(Files.getAttribute(entry.toRealPath(), "unix:mode", LinkOption.NOFOLLOW_LINKS))
                            .isEqualTo(0100400);
                    files.put(entry.getFileName().toString(), Files.readString(entry, UTF_8));
                }
            }
        }
        return files;
    }

    private static Map<String, String> version(int version) {
        Map<String, String> expected = new TreeMap<>();
        var pairs = WritingProgram.pairs(version);
        for (int i = 0; i < pairs.length; i += 2) {
            expected.put(pairs[i], pairs[i + 1]);
        }
        return expected;
    }
}
