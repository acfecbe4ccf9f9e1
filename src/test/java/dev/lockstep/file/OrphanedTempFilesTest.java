package dev.lockstep.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OrphanedTempFilesTest {
    /// Above the greatest number of a process on Linux.
    private static final String DEAD = "4194305";

    @TempDir
    Path directory;

    private Path file(String name) throws IOException {
        return Files.writeString(directory.resolve(name), "plain text");
    }

    @Test
    void removesWhatAProcessThatIsGoneHasLeft() throws IOException {
        var stray = file(".lockstep-" + DEAD + "-1f");
        assertThat(OrphanedTempFiles.in(directory)).containsExactly(stray);
        assertThat(stray).exists();
        assertThat(OrphanedTempFiles.remove(directory)).containsExactly(stray);
        assertThat(stray).doesNotExist();
    }

    @Test
    void leavesTheFileOfALivingProcessUntilItIsForgotten() throws IOException {
        var path = file(".lockstep-" + ProcessHandle.current().pid() + "-1f");
        assertThat(OrphanedTempFiles.remove(directory)).isEmpty();
        Files.setLastModifiedTime(path, FileTime.from(Instant.now().minus(Duration.ofHours(1))));
        assertThat(OrphanedTempFiles.remove(directory)).containsExactly(path);
    }

    @Test
    void leavesAFileThatAnotherProcessHasLocked() throws Exception {
        var path = file(".lockstep-" + DEAD + "-1f");
        try (var channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
            assertThat(OrphanedTempFiles.lock(channel)).isTrue();
            assertThat(OrphanedTempFiles.remove(directory)).isEmpty();
        }
        assertThat(path).exists();
    }

    @Test
    void leavesEverythingThatIsNotOfItsMaking() throws IOException {
        file(".lockstep-stale");
        file(".lockstep-backup-1f");
        file(".lockstep-" + DEAD);
        file("lockstep-" + DEAD + "-1f");
        var target = file("target");
        Files.createSymbolicLink(directory.resolve(".lockstep-" + DEAD + "-2"), target);
        Files.createLink(directory.resolve(".lockstep-" + DEAD + "-3"), target);
        Files.createDirectory(directory.resolve(".lockstep-" + DEAD + "-4"));
        if (Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0)) {
            Files.setAttribute(file(".lockstep-" + DEAD + "-5"), "unix:uid", 1234);
        }
        long before = count();
        assertThat(OrphanedTempFiles.in(directory)).isEmpty();
        assertThat(OrphanedTempFiles.remove(directory)).isEmpty();
        assertThat(count()).isEqualTo(before);
        assertThat(OrphanedTempFiles.in(directory.resolve("absent"))).isEmpty();
    }

    private long count() throws IOException {
        try (var entries = Files.list(directory)) {
            return entries.count();
        }
    }
}
