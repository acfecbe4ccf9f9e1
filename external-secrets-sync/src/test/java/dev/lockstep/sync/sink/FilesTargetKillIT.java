package dev.lockstep.sync.sink;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.sync.Specs;
import dev.lockstep.sync.engine.Live;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Kills a writing process at many moments. No reader ever sees a state that is a mixture, what stands afterwards is
/// one complete version, and the next run repairs the rest.
@Timeout(600)
class FilesTargetKillIT {
    private static final long SEED = Long.getLong("seed", 20260101);
    private static final int KILLS = 50;

    @TempDir
    private Path root;

    private final AtomicBoolean done = new AtomicBoolean();
    private final AtomicInteger reads = new AtomicInteger();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();

    @Test
    void aKillLeavesOneCompleteVersionAndTheNextRunRepairs() throws Exception {
        var random = new Random(SEED);
        int damaged = 0;
        try (var target = FilesTarget.open(root)) {
            WritingProgram.write(target, 0);
        }
        var reader = Thread.ofPlatform().start(this::read);
        for (int i = 0; i < KILLS; i++) {
            killAfter(random.nextInt(20_000_000), 1 + i * 100_000);
            var as = "seed " + SEED + ", kill " + i;
            assertThat(current()).as(as).isPresent();
            int version = current().orElseThrow();
            try (var target = FilesTarget.open(root)) {
                damaged += target.live(Specs.manifest(TargetContract.NAME)) instanceof Live.Damaged ? 1 : 0;
                WritingProgram.write(target, version);
                assertThat(target.live(Specs.manifest(TargetContract.NAME)))
                        .as(as)
                        .isInstanceOf(Live.Present.class);
            }
            assertThat(current()).as(as).hasValue(version);
            assertThat(failure).as(as).hasValue(null);
        }
        done.set(true);
        reader.join();
        assertThat(failure).as("seed " + SEED).hasValue(null);
        assertThat(reads.get()).isGreaterThan(KILLS);
        // Else the kills came too late or too early to prove anything.
        assertThat(damaged)
                .as("seed " + SEED + ", kills in the middle of a write")
                .isPositive();
    }

    private void killAfter(int nanos, int version) throws IOException, InterruptedException {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var process = new ProcessBuilder(
                        java,
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xshare:auto",
                        "-cp",
                        System.getProperty("java.class.path"),
                        WritingProgram.class.getName(),
                        root.toString(),
                        Integer.toString(version))
                .redirectErrorStream(true)
                .start();
        try (var output = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
            assertThat(output.readLine()).isEqualTo(WritingProgram.READY);
            Thread.sleep(nanos / 1_000_000, nanos % 1_000_000);
        } finally {
            process.destroyForcibly();
            process.waitFor();
        }
    }

    private void read() {
        try {
            while (!done.get()) {
                current();
                reads.incrementAndGet();
            }
        } catch (Throwable e) {
            failure.set(e);
        }
    }

    /// The version that `..data` leads to, checked to be whole; empty if it was replaced while it was read.
    private OptionalInt current() throws IOException {
        var link = root.resolve("shop/db/..data");
        var state = link.resolveSibling(Files.readSymbolicLink(link));
        try {
            Map<String, String> found = new TreeMap<>();
            try (var files = Files.newDirectoryStream(state)) {
                for (var file : files) {
                    found.put(file.getFileName().toString(), Files.readString(file));
                }
            }
            if (!Files.readSymbolicLink(link).equals(state.getFileName())) {
                return OptionalInt.empty();
            }
            String first = found.values().iterator().next();
            int version = Integer.parseInt(first.substring(0, first.indexOf(':')));
            assertThat(found).isEqualTo(expected(version));
            return OptionalInt.of(version);
        } catch (NoSuchFileException e) {
            assertThat(Files.readSymbolicLink(link)).isNotEqualTo(state.getFileName());
            return OptionalInt.empty();
        }
    }

    private static Map<String, String> expected(int version) {
        Map<String, String> expected = new TreeMap<>();
        var pairs = WritingProgram.pairs(version);
        for (int i = 0; i < pairs.length; i += 2) {
            expected.put(pairs[i], pairs[i + 1]);
        }
        return expected;
    }
}
