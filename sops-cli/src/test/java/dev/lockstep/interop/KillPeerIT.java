package dev.lockstep.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.Decryption.MacCheck;
import dev.lockstep.format.Formats;
import dev.lockstep.format.Layout;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Kills real processes that encrypt a file in place, at moments all over their run and, more closely, while they
/// write.
class KillPeerIT {
    private static final int KILLS = Integer.getInteger("lockstep.kills", 300);
    private static final Duration LONGEST = Duration.ofMinutes(3);
    private static final int MODE = 0640;

    @TempDir
    private Path home;

    private final AgeMachine machine = AgeMachine.holding(AgeMachine.IDENTITY);
    private final TreeMap<String, Integer> ends = new TreeMap<>();
    private byte[] old;
    private Path directory;
    private Path file;

    /// A file of some size, so that writing takes a while; each value tells that it is a secret.
    @BeforeEach
    void write() throws IOException {
        var text = new StringBuilder("# canary comment\n");
        for (int i = 0; i < 400; i++) {
            text.append("key")
                    .append(i)
                    .append(": canary-value-")
                    .append(i * 7919)
                    .append('\n');
        }
        old = text.toString().getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void leavesTheOldOrTheNewFileWheneverItIsKilled() throws Exception {
        long seed = Long.getLong("lockstep.seed", System.nanoTime());
        System.out.println("seed " + seed);
        var random = new Random(seed);
        long whole = wholeRun();
        long end = System.nanoTime() + LONGEST.toNanos();
        int kills = 0;
        while (kills < KILLS && System.nanoTime() < end) {
            begin(kills);
            var process = start();
            if (kills % 2 == 0) {
                pause((long) (random.nextDouble() * 1.1 * whole));
            } else {
                // From the first moment that the temporary file is there.
                awaitTemporaryFile(process);
                pause(random.nextInt(3_000_000));
            }
            process.destroyForcibly();
            process.waitFor();
            check("seed " + seed + ", kill " + kills, process.exitValue());
            kills++;
        }
        System.out.println(kills + " kills in a run of " + whole / 1_000_000 + " ms: " + ends);
        assertThat(kills).isGreaterThanOrEqualTo(Math.min(KILLS, 50));
        assertThat(ends).containsKeys("killed, old", "killed, new");
    }

    /// How long an undisturbed run takes, in nanoseconds.
    private long wholeRun() throws Exception {
        var times = new ArrayList<Long>();
        for (int i = 0; i < 5; i++) {
            begin(-1 - i);
            long start = System.nanoTime();
            assertThat(start().waitFor()).isZero();
            times.add(System.nanoTime() - start);
            check("no kill", 0);
        }
        times.sort(null);
        return times.get(2);
    }

    private void begin(int run) throws IOException {
        directory = Files.createDirectory(home.resolve("run" + run));
        file = Files.write(directory.resolve("values.yaml"), old);
        Files.setAttribute(file, "unix:mode", MODE);
    }

    private Process start() throws IOException {
        var command = new ArrayList<>(program());
        command.addAll(List.of("encrypt", "-i", "--age", AgeMachine.RECIPIENT, file.toString()));
        return new ProcessBuilder(command)
                .directory(home.toFile())
                .redirectErrorStream(true)
                .redirectOutput(home.resolve("output").toFile())
                .start();
    }

    /// The built image if there is one.
    private static List<String> program() {
        var image =
                Path.of(System.getProperty("lockstep.root", ".."), "sops-cli", "target", "image", "bin", "lockstep");
        if (Files.isExecutable(image)) {
            return List.of(image.toString());
        }
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.lockstep.cli.Main");
    }

    private static void pause(long nanos) throws InterruptedException {
        Thread.sleep(Duration.ofNanos(nanos));
    }

    private void awaitTemporaryFile(Process process) throws IOException {
        while (process.isAlive() && temporaryFiles().isEmpty()) {
            Thread.onSpinWait();
        }
    }

    private List<Path> temporaryFiles() throws IOException {
        try (var entries = Files.list(directory)) {
            return entries.filter(entry -> !entry.equals(file)).toList();
        }
    }

    private void check(String run, int exitCode) throws IOException {
        byte[] content = Files.readAllBytes(file);
        boolean isOld = Arrays.equals(old, content);
        if (!isOld) {
            try (var opened = machine.decryption().open(content, Formats.named("yaml"), MacCheck.REQUIRED)) {
                assertThat(opened.plain(new Layout.Lossless())).as(run).isEqualTo(old);
            }
        }
        assertThat(mode(file)).as(run).isEqualTo(MODE);
        var stale = temporaryFiles();
        assertThat(stale).as(run).hasSizeLessThanOrEqualTo(1);
        for (var temporary : stale) {
            assertThat(temporary.getFileName().toString()).as(run).startsWith(".lockstep-");
            // 0600 until the old file's rights are put on, just before it takes its place.
            assertThat(mode(temporary)).as(run).isIn(0600, MODE);
            // It begins as a copy of the old file, for its access control list: it never shows more than that file
            // does.
            if (!isOld) {
                assertThat(Files.readString(temporary)).as(run).doesNotContain("canary");
            }
        }
        ends.merge((exitCode == 0 ? "ended" : "killed") + (isOld ? ", old" : ", new"), 1, Integer::sum);
        if (!stale.isEmpty()) {
            ends.merge("stale temporary file", 1, Integer::sum);
        }
        if (exitCode == 0) {
            assertThat(isOld).as(run).isFalse();
            assertThat(stale).as(run).isEmpty();
        }
    }

    private static int mode(Path path) throws IOException {
        return (int) Files.getAttribute(path, "unix:mode") & 07777;
    }
}
